package io.rocketjob.missioncontrol;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.rocketjob.operation.BoundedCount;
import org.jspecify.annotations.Nullable;

/**
 * The lists of jobs, by what people look for: which columns a list has, and what is done
 * with its jobs.
 */
enum JobTab {

	RUNNING("Running", List.of(JobAction.PAUSE, JobAction.ABORT), Column.PROGRESS, Column.WORKERS, Column.PRIORITY,
			Column.STARTED),

	QUEUED("Queued", List.of(JobAction.PAUSE, JobAction.ABORT), Column.PRIORITY, Column.WAITS_FOR, Column.FAILURES,
			Column.CREATED),

	SCHEDULED("Scheduled", List.of(JobAction.RUN_NOW, JobAction.PAUSE, JobAction.ABORT), Column.RUN_AT, Column.SCHEDULE,
			Column.PRIORITY, Column.FAILURES),

	WAITING("Waiting", List.of(JobAction.PAUSE, JobAction.ABORT), Column.WAITS_FOR, Column.PRIORITY, Column.CREATED),

	PAUSED("Paused", List.of(JobAction.RESUME, JobAction.ABORT), Column.PRIORITY, Column.CREATED, Column.PAUSED),

	FAILED("Failed", List.of(JobAction.RETRY, JobAction.ABORT, JobAction.DELETE), Column.EXCEPTION, Column.FAILURES,
			Column.WORKER, Column.ENDED),

	COMPLETED("Completed", List.of(JobAction.DELETE), Column.WORKER, Column.STARTED, Column.ENDED),

	ABORTED("Aborted", List.of(JobAction.DELETE), Column.FAILURES, Column.ENDED),

	ALL("All", List.of(JobAction.RETRY, JobAction.PAUSE, JobAction.RESUME, JobAction.ABORT, JobAction.DELETE),
			Column.STATE, Column.PRIORITY, Column.CREATED);

	private final String title;

	@SuppressWarnings("ImmutableEnumChecker") // never changed after construction
	private final List<JobAction> actions;

	@SuppressWarnings("ImmutableEnumChecker") // never changed after construction
	private final Set<Column> columns;

	JobTab(String title, List<JobAction> actions, Column first, Column... more) {
		this.title = title;
		this.actions = List.copyOf(actions);
		this.columns = EnumSet.of(first, more);
	}

	/**
	 * Finds the list that an address names.
	 * @param state the state in the address
	 * @return the list; that of all jobs for what is unknown
	 */
	static JobTab of(@Nullable String state) {
		return Arrays.stream(values()).filter((each) -> each.key().equals(state)).findFirst().orElse(ALL);
	}

	String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	String title() {
		return this.title;
	}

	/** What can be done with several jobs of the list at once. */
	List<JobAction> actions(Page page) {
		return this.actions.stream().filter((each) -> page.may(each.permission())).toList();
	}

	/**
	 * What to search for to find the jobs of this list only.
	 * @param text what they have to match besides
	 * @return the text of the search; what was written comes first, so that a position in
	 * it stays the same
	 */
	String search(@Nullable String text) {
		String wanted = (text != null) ? text : "";
		return (this == ALL) ? wanted : (wanted + " state:" + key()).strip();
	}

	boolean shows(Column column) {
		return this.columns.contains(column);
	}

	BoundedCount count(Map<String, BoundedCount> counts) {
		BoundedCount none = new BoundedCount(0, true);
		if (this != ALL) {
			return counts.getOrDefault(key(), none);
		}
		return new BoundedCount(counts.values().stream().mapToLong(BoundedCount::count).sum(),
				counts.values().stream().allMatch(BoundedCount::exact));
	}

	/** What a list can show of a job, beside its class and description. */
	enum Column {

		STATE, PROGRESS, PRIORITY, WAITS_FOR, RUN_AT, SCHEDULE, EXCEPTION, FAILURES, WORKER, WORKERS, CREATED, STARTED,
		PAUSED, ENDED

	}

}
