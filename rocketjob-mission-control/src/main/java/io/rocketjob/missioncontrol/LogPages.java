package io.rocketjob.missioncontrol;

import java.util.List;
import java.util.Locale;

import io.rocketjob.missioncontrol.JobPageTabs.Tab;
import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.JobOperations;
import io.rocketjob.operation.LogOperations;
import io.rocketjob.operation.LogOperations.LogLineDescriptor;
import io.rocketjob.operation.LogOperations.ServerLog;

/**
 * The last lines that a job has logged.
 */
final class LogPages {

	private final JobOperations jobs;

	private final LogOperations log;

	private final JobPageTabs tabs;

	LogPages(JobOperations jobs, LogOperations log, JobPageTabs tabs) {
		this.jobs = jobs;
		this.log = log;
		this.tabs = tabs;
	}

	Answer show(Call call) {
		LogView view = call.view(() -> {
			List<ServerLog> servers = this.log.tail(call.operator(), call.path("id"));
			JobDescriptor job = this.jobs.get(call.operator(), call.path("id"));
			return new LogView(job, this.tabs.of(job, call.visitor()), servers);
		});
		Page page = call.page(Section.JOBS, "Log of " + view.job().jobClass());
		return Answer.page((out, tags) -> JtelogGenerated.render(out, tags, page, view));
	}

	/**
	 * What a job has logged.
	 *
	 * @param job the job
	 * @param tabs what the application has added to its page
	 * @param servers the lines of each server
	 */
	record LogView(JobDescriptor job, List<Tab> tabs, List<ServerLog> servers) {

		/** For the name of a style, which an unknown level has as well. */
		static String level(LogLineDescriptor line) {
			return line.level().replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
		}

		/** Its last part: the rest is on the hover. */
		static String logger(LogLineDescriptor line) {
			return line.logger().substring(line.logger().lastIndexOf('.') + 1);
		}

	}

}
