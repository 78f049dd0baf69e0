;; Writes until memory ends.
(module
	(memory (export "memory") 1)
	(func (export "_start") (local $at i32)
		(loop $next
			(i64.store (local.get $at) (i64.const -1))
			(local.set $at (i32.add (local.get $at) (i32.const 24)))
			(br $next))))
