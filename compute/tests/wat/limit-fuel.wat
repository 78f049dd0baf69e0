;; Counts for ever.
(module
	(memory (export "memory") 1)
	(func (export "_start") (local $n i64)
		(loop $next
			(local.set $n (i64.add (local.get $n) (i64.const 1)))
			(i64.store (i32.const 8) (local.get $n))
			(br $next))))
