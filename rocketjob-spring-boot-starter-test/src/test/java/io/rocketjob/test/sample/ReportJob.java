package io.rocketjob.test.sample;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import jakarta.validation.constraints.NotBlank;

@RocketJob(destroyOnComplete = false, priority = 30)
public class ReportJob implements Job<ReportJob.Fields> {

	private final ReportService reports;

	ReportJob(ReportService reports) {
		this.reports = reports;
	}

	@Override
	public String perform(Fields fields, JobContext context) {
		context.percentComplete(40);
		return this.reports.report(fields.account());
	}

	public record Fields(@NotBlank String account) {

	}

}
