package io.rocketjob.sample;

import java.io.IOException;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import jakarta.validation.constraints.Size;

/** Many of these run at once, one for each general category. */
@RocketJob(description = "Reports on the characters of one general category", destroyOnComplete = false)
class CategoryReportJob implements Job<CategoryReportJob.Fields> {

	private final UnicodeData unicodeData;

	CategoryReportJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public CategoryReport perform(Fields fields, JobContext context) throws IOException {
		List<UnicodeData.Line> lines = this.unicodeData.lines()
			.stream()
			.filter((line) -> line.category().equals(fields.category()))
			.toList();
		return CategoryReport.of(fields.category(), lines);
	}

	record Fields(@Size(min = 2, max = 2) String category) {
	}

}
