package io.rocketjob.test.sample;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;

@RocketJob
@InputCategory(sliceSize = 2)
@OutputCategory
public class ImportBatch implements BatchJob<Void, String, String> {

	@Override
	public String perform(String line, BatchContext<Void> context) {
		if (line.isBlank()) {
			throw new IllegalArgumentException("blank");
		}
		context.statistics().increment("lines");
		return line.toUpperCase();
	}

}
