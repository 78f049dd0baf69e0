;; Takes places of a table until it is ended.
(module
	(memory (export "memory") 1)
	(table $t 0 funcref)
	(func (export "_start")
		(loop $next
			(drop (table.grow $t (ref.null func) (i32.const 1000)))
			(br $next))))
