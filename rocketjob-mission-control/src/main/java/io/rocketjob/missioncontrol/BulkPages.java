package io.rocketjob.missioncontrol;

import java.util.List;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.BoundedCount;
import io.rocketjob.operation.BulkDescriptor;
import io.rocketjob.operation.BulkOperations;
import io.rocketjob.operation.BulkRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The pages of actions with many jobs: how many are meant, and how far it is.
 */
final class BulkPages {

	private final BulkOperations bulk;

	BulkPages(BulkOperations bulk) {
		this.bulk = bulk;
	}

	Answer list(Call call) {
		List<BulkDescriptor> found = this.bulk.list(call.operator());
		Page page = call.page(Section.JOBS, "Actions");
		return Answer.page((out, tags) -> JtebulksGenerated.render(out, tags, page, found));
	}

	/**
	 * Says how many jobs are meant, and asks whether to go on.
	 */
	Answer confirm(Call call) {
		JobAction action = JobAction.find(call.raw("action"));
		if (action == null) {
			return MissionControl.missing(call);
		}
		List<String> ids = ids(call);
		boolean all = ids.isEmpty();
		Page page = call.page(Section.JOBS, action.verb());
		if (all && call.parameter("all") == null) {
			return MissionControl.problem(call.page(Section.JOBS, "Choose jobs first"),
					HttpServletResponse.SC_BAD_REQUEST,
					"No job was chosen. Tick some in the list, or all that match, and then what to do with them.");
		}
		String text = call.raw("q");
		BoundedCount count = this.bulk.preview(call.operator(), request(action, ids, text));
		BulkQuestion question = new BulkQuestion(action, ids, all ? text : null, count);
		return Answer.page((out, tags) -> JtebulkConfirmGenerated.render(out, tags, page, question));
	}

	Answer start(Call call) {
		JobAction action = JobAction.find(call.raw("action"));
		List<String> ids = ids(call);
		if (action == null || (ids.isEmpty() && call.request().param("q").isEmpty())) {
			return MissionControl.missing(call);
		}
		BulkDescriptor started = this.bulk.start(call.operator(), request(action, ids, call.raw("q")));
		return Answer.redirect(Page.path(call.base(), "bulk", started.id()));
	}

	/** All that match, only where that was ticked; then single ones do not count. */
	private static List<String> ids(Call call) {
		List<String> ids = call.request().params().get("id");
		return (ids == null || call.parameter("all") != null) ? List.of() : List.copyOf(ids);
	}

	private static BulkRequest request(JobAction action, List<String> ids, String text) {
		return ids.isEmpty() ? BulkRequest.of(action.key(), text) : BulkRequest.of(action.key(), ids);
	}

	Answer show(Call call) {
		BulkDescriptor found = this.bulk.get(call.operator(), call.path("id"));
		Page page = call.page(Section.JOBS, "Action");
		return Answer.page((out, tags) -> JtebulkGenerated.render(out, tags, page, new BulkView(found)));
	}

	Answer cancel(Call call) {
		BulkDescriptor cancelled = this.bulk.cancel(call.operator(), call.path("id"));
		return Answer.redirect(Page.path(call.base(), "bulk", cancelled.id()));
	}

	/**
	 * What is asked before many jobs are changed.
	 *
	 * @param action what is to be done
	 * @param ids the chosen jobs, empty for those of a search
	 * @param text the search, {@code null} where jobs were chosen
	 * @param count how many jobs are meant
	 */
	record BulkQuestion(JobAction action, List<String> ids, @Nullable String text, BoundedCount count) {
	}

	/**
	 * An action with many jobs.
	 *
	 * @param bulk the action
	 */
	record BulkView(BulkDescriptor bulk) {

		boolean isRunning() {
			return this.bulk.state() == BulkDescriptor.State.RUNNING;
		}

		String verb() {
			JobAction action = JobAction.find(this.bulk.action());
			return (action != null) ? action.verb() : this.bulk.action();
		}

		boolean mayCancel(Page page) {
			JobAction action = JobAction.find(this.bulk.action());
			return isRunning() && action != null && page.may(action.permission());
		}

		String state() {
			return switch (this.bulk.state()) {
				case RUNNING -> "running";
				case DONE -> "completed";
				case CANCELLED -> "aborted";
				case STOPPED -> "paused";
				case FAILED -> "failed";
			};
		}

		String words() {
			return switch (this.bulk.state()) {
				case RUNNING -> "goes on";
				case DONE -> "done";
				case CANCELLED -> "cancelled";
				case STOPPED -> "stopped";
				case FAILED -> "failed";
			};
		}

		/** How far it is, of 100; what is not known exactly is never said to be all. */
		long percent() {
			long through = this.bulk.done() + this.bulk.refused();
			long all = Math.max(through + this.bulk.left(), 1);
			return isRunning() ? Math.min(99, 100 * through / all) : 100;
		}

	}

}
