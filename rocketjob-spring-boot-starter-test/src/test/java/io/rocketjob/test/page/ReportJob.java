package io.rocketjob.test.page;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

@RocketJob(destroyOnComplete = false)
public class ReportJob implements Job<ReportJob.Fields> {

	private final ReportService reports;

	ReportJob(ReportService reports) {
		this.reports = reports;
	}

	@Override
	public String perform(Fields fields, JobContext context) {
		return this.reports.report(fields.account());
	}

	public record Fields(String account) {

	}

}
