;; Takes memory page by page until it is ended.
(module
	(memory (export "memory") 1)
	(func (export "_start") (local $n i32)
		(loop $next
			(local.set $n (memory.grow (i32.const 1)))
			(i32.store (i32.mul (local.get $n) (i32.const 65536)) (i32.const 1))
			(br $next))))
