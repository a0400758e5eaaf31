package io.rocketjob.missioncontrol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with a job by one click, or two where it cannot be undone.
 */
enum JobAction {

	RETRY("Retry", JobTransition.RETRY, Permission.JOB_CONTROL, null),

	RESUME("Resume", JobTransition.RESUME, Permission.JOB_CONTROL, null),

	RUN_NOW("Run now", null, Permission.JOB_CONTROL, null),

	PAUSE("Pause", JobTransition.PAUSE, Permission.JOB_CONTROL, null),

	FAIL("Fail …", JobTransition.FAIL, Permission.JOB_CONTROL,
			"The job is failed by hand, with the reason that you give. It can be retried."),

	ABORT("Abort …", JobTransition.ABORT, Permission.JOB_CONTROL,
			"The job is given up, and cannot be started again. A run that goes on is interrupted."),

	DELETE("Delete …", null, Permission.JOB_DESTROY,
			"The job is deleted with all that belongs to it, and nothing of it can be restored.");

	private final String label;

	private final @Nullable JobTransition transition;

	private final Permission permission;

	private final @Nullable String warning;

	JobAction(String label, @Nullable JobTransition transition, Permission permission, @Nullable String warning) {
		this.label = label;
		this.transition = transition;
		this.permission = permission;
		this.warning = warning;
	}

	static List<JobAction> of(JobDescriptor job, Page page) {
		return Arrays.stream(values()).filter((each) -> page.may(each.permission) && each.isPossible(job)).toList();
	}

	static @Nullable JobAction find(String key) {
		return Arrays.stream(values()).filter((each) -> each.key().equals(key)).findFirst().orElse(null);
	}

	private boolean isPossible(JobDescriptor job) {
		if (this == DELETE) {
			return true;
		}
		if (this == RUN_NOW) {
			return job.state().equals("scheduled");
		}
		return this.transition != null && this.transition.isPossibleFrom(state(job));
	}

	private static JobState state(JobDescriptor job) {
		return switch (job.state()) {
			case "scheduled", "waiting" -> JobState.QUEUED;
			default -> JobState.of(job.state());
		};
	}

	String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	Permission permission() {
		return this.permission;
	}

	String label() {
		return this.label;
	}

	/** What to do, without the dots that say that there is a question. */
	String verb() {
		return this.label.replace(" …", "");
	}

	/** What one is told before it is done; {@code null} where it can be undone. */
	@Nullable String warning() {
		return this.warning;
	}

	Notice notice() {
		return Notice.valueOf(name());
	}

	boolean needsReason() {
		return this == FAIL;
	}

}
