package io.rocketjob.missioncontrol;

import java.util.List;
import java.util.Map;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.BoundedCount;
import io.rocketjob.operation.JobSummaryDescriptor;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.ServerDescriptor;
import io.rocketjob.operation.WatchOperations.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The first page: how everything stands.
 */
final class OverviewPages {

	private static final int FEW = 6;

	private final Operations operations;

	private final Counts counts;

	OverviewPages(Operations operations, Counts counts) {
		this.operations = operations;
		this.counts = counts;
	}

	Answer overview(Call call) {
		Page page = call.page(Section.OVERVIEW, "Overview");
		boolean jobs = page.may(Permission.JOB_READ);
		boolean servers = page.may(Permission.SERVER_READ);
		Overview overview = call.view(() -> new Overview(this.counts.byState(), problems(page),
				jobs ? Sparkline.of(this.counts.activity().hour()) : null,
				jobs ? Sparkline.of(this.counts.activity().day()) : null, jobs ? jobs(call, "state:failed") : List.of(),
				jobs ? jobs(call, "state:running") : List.of(), servers ? servers(call) : List.of()));
		return Answer.page((out, tags) -> JteoverviewGenerated.render(out, tags, page, overview));
	}

	/** What this visitor may know of. */
	private List<Problem> problems(Page page) {
		return this.counts.problems()
			.stream()
			.filter((problem) -> page.may((problem.target() != null) ? Permission.SERVER_READ : Permission.JOB_READ))
			.toList();
	}

	private List<JobSummaryDescriptor> jobs(Call call, String search) {
		return this.operations.search().first(call.operator(), search, FEW);
	}

	private List<ServerDescriptor> servers(Call call) {
		return (this.operations.hasPolicies() ? this.operations.servers().list(call.operator()) : this.counts.servers())
			.servers();
	}

	/**
	 * What there is to see at first.
	 *
	 * @param counts how many jobs there are in each state
	 * @param problems what is wrong now, the worst first
	 * @param hour how many jobs have ended in the last hour, {@code null} where that is
	 * not to be seen
	 * @param day how many jobs have ended in the last day
	 * @param failed the jobs that failed last
	 * @param running the jobs that have been running the longest
	 * @param servers the servers
	 */
	record Overview(Map<String, BoundedCount> counts, List<Problem> problems, @Nullable Sparkline hour,
			@Nullable Sparkline day, List<JobSummaryDescriptor> failed, List<JobSummaryDescriptor> running,
			List<ServerDescriptor> servers) {

		String address(Page page, Problem problem) {
			if (problem.target() == null) {
				return Page.query(page.to("jobs"), "q", problem.search());
			}
			String id = problem.target().id();
			return (id != null) ? page.to("servers", id) : page.to("servers");
		}

		/** Whether jobs are queued, and no server is there that could take them. */
		boolean unserved() {
			BoundedCount queued = this.counts.get("queued");
			return queued != null && queued.count() > 0 && this.servers.stream().allMatch(ServerDescriptor::zombie);
		}

	}

}
