package io.rocketjob.test.runner;

import org.springframework.stereotype.Service;

/** What a runner needs, and a test of jobs does not find. */
@Service
public class Orders {

	String importAll() {
		return "imported";
	}

}
