package io.rocketjob.integration.cost;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The jobs whose cost is measured, and those that are in their way.
 */
@SpringBootApplication
class CostApplication {

	/** Does nothing. */
	@RocketJob
	static class IdleJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	/** Fails. */
	@RocketJob
	static class FailingJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("as it is meant to");
		}

	}

}
