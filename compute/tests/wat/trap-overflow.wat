;; Divides the least number by minus one, which has no result.
(module
	(memory (export "memory") 1)
	(func (export "_start") (local $least i32)
		(local.set $least (i32.const 0x80000000))
		(i32.store (i32.const 0) (i32.div_s (local.get $least) (i32.const -1)))))
