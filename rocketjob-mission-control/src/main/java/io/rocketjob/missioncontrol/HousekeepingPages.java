package io.rocketjob.missioncontrol;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.HousekeepingDescriptor;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.operation.ScheduleDescriptor;
import io.rocketjob.operation.ScheduleOperations;
import org.jspecify.annotations.Nullable;

/**
 * The page of what housekeeping would delete now. It counts what would go, so it does not
 * refresh by itself.
 */
final class HousekeepingPages {

	private static final String JOB = "HousekeepingJob";

	private final HousekeepingOperations housekeeping;

	private final ScheduleOperations schedules;

	HousekeepingPages(HousekeepingOperations housekeeping, ScheduleOperations schedules) {
		this.housekeeping = housekeeping;
		this.schedules = schedules;
	}

	Answer show(Call call) {
		HousekeepingDescriptor preview = this.housekeeping.preview(call.operator());
		ScheduleDescriptor schedule = this.schedules.list(call.operator())
			.stream()
			.filter((each) -> each.jobClass().equals(JOB))
			.findFirst()
			.orElse(null);
		Page page = call.page(Section.SCHEDULES, "Housekeeping");
		Preview shown = new Preview(preview, schedule);
		return Answer.page((out, tags) -> JtehousekeepingGenerated.render(out, tags, page, shown));
	}

	/**
	 * What would go now.
	 *
	 * @param found what would go
	 * @param schedule when it goes, {@code null} where housekeeping is off
	 */
	record Preview(HousekeepingDescriptor found, @Nullable ScheduleDescriptor schedule) {

		/** Whether some classes have times of their own. */
		boolean hasClasses() {
			return this.found.jobs().stream().anyMatch((each) -> each.jobClass() != null);
		}

	}

}
