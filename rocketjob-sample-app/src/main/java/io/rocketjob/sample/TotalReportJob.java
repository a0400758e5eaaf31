package io.rocketjob.sample;

import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import jakarta.validation.constraints.NotEmpty;
import org.bson.types.ObjectId;

/**
 * Sums up completed jobs. It is told which ones, so those of other runs are not counted,
 * and it only reads, so that running it twice does no harm.
 */
@RocketJob(description = "Sums up the reports on all general categories", destroyOnComplete = false)
class TotalReportJob implements Job<TotalReportJob.Fields> {

	private final RocketJobTemplate rocketJob;

	TotalReportJob(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	@Override
	public CategoryReport perform(Fields fields, JobContext context) {
		return CategoryReport.total(fields.reports().stream().map(this::report).toList());
	}

	private CategoryReport report(ObjectId id) {
		JobInstance<?> job = this.rocketJob.get(id);
		CategoryReport report = job.result(CategoryReport.class);
		if (report == null) {
			throw new IllegalStateException("Job " + id + " is " + job.state() + " and has no report");
		}
		return report;
	}

	record Fields(@NotEmpty List<ObjectId> reports) {
	}

}
