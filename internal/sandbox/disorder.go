package sandbox

// disorder does to the details in an answer what the fault of its call says.
func (s *Sandbox) disorder(c *call, answer object) {
	if !c.fault.Double && !c.fault.Shuffle {
		return
	}
	for i := range answer {
		l, ok := answer[i].value.(list)
		if !ok {
			continue
		}
		if c.fault.Shuffle {
			s.shuffle(c, l.objects)
		}
		if c.fault.Double {
			l.objects = twice(l.objects)
		}
		answer[i].value = l
	}
}

// shuffle leaves none of several objects in its place (Sattolo's algorithm).
func (s *Sandbox) shuffle(c *call, objects []object) {
	chance := dice(s.opts.Seed, "shuffle", c.number)
	for i := len(objects) - 1; i > 0; i-- {
		k := chance.IntN(i)
		objects[i], objects[k] = objects[k], objects[i]
	}
}

func twice(objects []object) []object {
	var double []object
	for _, o := range objects {
		double = append(double, o, o)
	}
	return double
}
