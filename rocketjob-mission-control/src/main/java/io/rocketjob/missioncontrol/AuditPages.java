package io.rocketjob.missioncontrol;

import java.util.Map;
import java.util.stream.Collectors;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.AuditEntry;
import io.rocketjob.operation.AuditOperations;
import io.rocketjob.operation.OperationTarget;
import org.jspecify.annotations.Nullable;

/**
 * The page of who did what.
 */
final class AuditPages {

	private final AuditOperations audit;

	AuditPages(AuditOperations audit) {
		this.audit = audit;
	}

	Answer list(Call call) {
		AuditOperations.Filter filter = new AuditOperations.Filter(call.parameter("operator"), call.parameter("action"),
				call.parameter("target"), call.parameter("outcome"), null, null, call.parameter("at"), null);
		AuditOperations.Page found = this.audit.list(call.operator(), filter);
		Page page = call.page(Section.AUDIT, "Audit");
		return Answer.page((out, tags) -> JteauditGenerated.render(out, tags, page, new AuditList(filter, found)));
	}

	/**
	 * A list of what was done.
	 *
	 * @param filter which entries
	 * @param found the page of the list
	 */
	record AuditList(AuditOperations.Filter filter, AuditOperations.Page found) {

		String at(Page page, @Nullable String place) {
			return Page.query(page.to("audit"), "operator", this.filter.operator(), "action", this.filter.action(),
					"target", this.filter.target(), "outcome", this.filter.outcome(), "at", place);
		}

		boolean isFiltered() {
			return this.filter.operator() != null || this.filter.action() != null || this.filter.target() != null
					|| this.filter.outcome() != null;
		}

		/** Where one sees what it was about; {@code null} where that is no page. */
		static @Nullable String address(Page page, AuditEntry entry) {
			OperationTarget target = entry.target();
			String id = target.id();
			if (id == null) {
				return null;
			}
			return switch (target.kind()) {
				case JOB -> page.to("jobs", id);
				case SLICE -> page.to("jobs", id, "slices");
				case SERVER, WORKER -> page.to("servers", id);
				case ENTRY -> FilePages.address(page, id);
			};
		}

		static String changes(AuditEntry entry) {
			Map<String, @Nullable String> before = entry.before();
			return entry.after()
				.entrySet()
				.stream()
				.map((each) -> each.getKey() + ": "
						+ (before.containsKey(each.getKey()) ? text(before.get(each.getKey())) + " → " : "")
						+ text(each.getValue()))
				.collect(Collectors.joining(", "));
		}

		private static String text(@Nullable String value) {
			return (value != null) ? value : "none";
		}

		static String state(AuditEntry entry) {
			return switch (entry.outcome()) {
				case DONE -> "done";
				case DENIED -> "denied";
				case FAILED -> "failed";
			};
		}

	}

}
