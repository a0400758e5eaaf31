package io.rocketjob.integration.app;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;

/** Ends the process that works on one of its records. */
@RocketJob
@InputCategory(sliceSize = 10)
@OutputCategory
public class PoisonBatch implements BatchJob<Void, String, String> {

	/** The record that ends the process. */
	public static final String POISON = "poison";

	@Override
	public String perform(String line, BatchContext<Void> context) {
		if (line.equals(POISON)) {
			Runtime.getRuntime().halt(1);
		}
		return line;
	}

}
