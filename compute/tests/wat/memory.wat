;; Memory: growing up to the module's own limit and beyond, moving, filling, what stays zero.
(module
	(memory (export "memory") 2 40)
	(data $text "passive data, copied when it is asked for")
	(data (i32.const 65530) "across two pages")
	(func (export "_start") (local $page i32)
		(i32.store (i32.const 0) (memory.grow (i32.const 30)))
		(i32.store (i32.const 4) (memory.grow (i32.const 9)))
		(i32.store (i32.const 8) (memory.size))
		(memory.init $text (i32.const 500000) (i32.const 8) (i32.const 20))
		(data.drop $text)
		(memory.copy (i32.const 700000) (i32.const 65520) (i32.const 100))
		(memory.copy (i32.const 65525) (i32.const 65530) (i32.const 16))
		(memory.fill (i32.const 1000000) (i32.const 0xab) (i32.const 70000))
		;; Written and made zero again: such a page counts as one of zeros.
		(memory.fill (i32.const 1500000) (i32.const 1) (i32.const 5))
		(memory.fill (i32.const 1500000) (i32.const 0) (i32.const 5))
		(loop $next
			(i32.store8 (i32.add (i32.mul (local.get $page) (i32.const 65536)) (i32.const 65535))
				(i32.and (local.get $page) (i32.const 3)))
			(local.set $page (i32.add (local.get $page) (i32.const 5)))
			(br_if $next (i32.lt_u (local.get $page) (i32.const 32))))))
