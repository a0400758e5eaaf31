package io.rocketjob.missioncontrol;

import java.util.List;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.ScheduleDescriptor;
import io.rocketjob.operation.ScheduleOperations;

/**
 * The page of schedules.
 */
final class SchedulePages {

	private final ScheduleOperations schedules;

	SchedulePages(ScheduleOperations schedules) {
		this.schedules = schedules;
	}

	Answer list(Call call) {
		List<ScheduleDescriptor> found = call.view(() -> this.schedules.list(call.operator()));
		Page page = call.page(Section.SCHEDULES, "Schedules");
		return Answer.page((out, tags) -> JteschedulesGenerated.render(out, tags, page, found));
	}

}
