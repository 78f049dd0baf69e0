;; Divides by zero, after some work.
(module
	(memory (export "memory") 1)
	(func (export "_start") (local $n i32)
		(local.set $n (i32.const 1000))
		(loop $next
			(i32.store (i32.const 0) (i32.div_s (i32.const 1000000) (local.get $n)))
			(local.set $n (i32.sub (local.get $n) (i32.const 1)))
			(br $next))))
