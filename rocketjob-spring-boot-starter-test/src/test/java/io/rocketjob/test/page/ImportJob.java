package io.rocketjob.test.page;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;

@RocketJob(destroyOnComplete = false)
@InputCategory(sliceSize = 2)
@OutputCategory
public class ImportJob implements BatchJob<Void, String, Integer> {

	@Override
	public Integer perform(String line, BatchContext<Void> context) {
		return Integer.valueOf(line);
	}

}
