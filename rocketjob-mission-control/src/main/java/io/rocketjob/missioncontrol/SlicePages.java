package io.rocketjob.missioncontrol;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.SliceDescriptor;
import io.rocketjob.operation.SliceOperations;
import io.rocketjob.operation.SliceReference;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * The failed slices of a batch, and the page of one with its records.
 */
final class SlicePages {

	private static final String SIZE = "50";

	private static final int LEAST_LINES = 3;

	private static final int MOST_LINES = 20;

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final Operations operations;

	SlicePages(Operations operations) {
		this.operations = operations;
	}

	Answer list(Call call) {
		Page page = call.page(Section.JOBS, "Failed slices");
		SliceList list = call.view(() -> slices(call));
		return Answer.page((out, tags) -> JteslicesGenerated.render(out, tags, page, list));
	}

	private SliceList slices(Call call) {
		JobDescriptor job = this.operations.jobs().get(call.operator(), call.path("id"));
		SliceReference like = (call.parameter("like") != null)
				? new SliceReference(job.id(), call.raw("category"), number(call.parameter("like")), null) : null;
		SliceOperations.Page found = this.operations.slices()
			.page(call.operator(), job.id(), like, call.parameter("at"), SIZE);
		SliceOperations.FailureGroups groups = this.operations.slices().groups(call.operator(), job.id());
		return new SliceList(job, found, groups, like);
	}

	Answer slice(Call call) {
		JobDescriptor job = this.operations.jobs().get(call.operator(), call.path("id"));
		SliceDescriptor slice = this.operations.slices().get(call.operator(), reference(call));
		Page page = call.page(Section.JOBS, "Failed slice");
		String json = page.may(Permission.RECORD_EDIT)
				? this.operations.slices().json(call.operator(), reference(call), slice.failedRecord()) : null;
		SliceView view = new SliceView(job, slice, records(slice), json);
		return Answer.page((out, tags) -> JtesliceGenerated.render(out, tags, page, view));
	}

	private static List<RecordView> records(SliceDescriptor slice) {
		List<@Nullable Object> records = slice.records();
		List<RecordView> views = new ArrayList<>();
		for (int i = 0; records != null && i < records.size(); i++) {
			long number = slice.firstRecord() + i;
			Object record = records.get(i);
			boolean removed = record == null;
			String text = (record instanceof String line) ? line : removed ? "" : JSON.writeToString(record);
			views.add(new RecordView(number, text, removed, number == slice.failedRecord(),
					record instanceof String && number >= slice.failedRecord(),
					!removed && number >= slice.failedRecord()));
		}
		return views;
	}

	/**
	 * Asks before a record is removed, which cannot be undone.
	 */
	Answer confirmRemoval(Call call) {
		SliceDescriptor slice = this.operations.slices().get(call.operator(), reference(call));
		long record = record(call);
		Page page = call.page(Section.JOBS, "Remove");
		String address = page.to("jobs", call.path("id"), "slices", slice.category(),
				String.valueOf(slice.firstRecord()));
		if (!page.may(Permission.RECORD_EDIT)) {
			return Answer.redirect(address);
		}
		Confirmation confirmation = new Confirmation("Remove record " + page.format().number(record) + "?", "",
				"It will not be worked on, and cannot be restored.", "Remove", Page.query(Page.path(address, "remove"),
						"record", String.valueOf(record), "version", call.parameter("version")),
				address, false);
		return Answer.page((out, tags) -> JteconfirmGenerated.render(out, tags, page, confirmation));
	}

	Answer act(Call call) {
		SliceReference slice = reference(call);
		String id = slice.jobId();
		switch (call.path("action")) {
			case "retry" -> {
				this.operations.slices().retry(call.operator(), slice);
				return call.see(Notice.RETRY_SLICE, "jobs", id, "slices");
			}
			case "retry-group" -> {
				this.operations.slices().retryGroup(call.operator(), slice);
				return call.see(Notice.RETRY_SLICES, "jobs", id, "slices");
			}
			case "remove" -> {
				this.operations.slices().remove(call.operator(), slice, record(call));
				return call.see(Notice.REMOVE_RECORD, "jobs", id, "slices", slice.category(),
						String.valueOf(slice.firstRecord()));
			}
			case "correct" -> {
				if (call.parameter("json") != null) {
					this.operations.slices().correctJson(call.operator(), slice, record(call), call.raw("json"));
				}
				else {
					this.operations.slices()
						.correct(call.operator(), slice, record(call), RecordText.unescaped(call.raw("value")));
				}
				return call.see(Notice.CORRECT_RECORD, "jobs", id, "slices", slice.category(),
						String.valueOf(slice.firstRecord()));
			}
			default -> {
				return MissionControl.missing(call);
			}
		}
	}

	private static long record(Call call) {
		return number(call.parameter("record"));
	}

	private static SliceReference reference(Call call) {
		return new SliceReference(call.path("id"), call.path("category"), number(call.path("first")),
				call.parameter("version"));
	}

	/** What is no number is the number of no record. */
	private static long number(@Nullable String text) {
		return (text != null && text.matches("[0-9]{1,18}")) ? Long.parseLong(text) : -1;
	}

	/**
	 * A list of failed slices.
	 *
	 * @param job the batch
	 * @param found the page of the list
	 * @param groups which slices have failed alike
	 * @param like a slice that has failed as those do that are listed; {@code null} for
	 * all
	 */
	record SliceList(JobDescriptor job, SliceOperations.Page found, SliceOperations.FailureGroups groups,
			@Nullable SliceReference like) {

		String at(Page page, @Nullable String place) {
			return address(page, this.like, place);
		}

		String ofGroup(Page page, SliceReference first) {
			return address(page, first, null);
		}

		private String address(Page page, @Nullable SliceReference of, @Nullable String place) {
			return Page.query(page.to("jobs", this.job.id(), "slices"), "category", (of != null) ? of.category() : null,
					"like", (of != null) ? String.valueOf(of.firstRecord()) : null, "at", place);
		}

		String retry(Page page, SliceReference first) {
			return page.to("jobs", this.job.id(), "slices", first.category(), String.valueOf(first.firstRecord()),
					"retry-group");
		}

	}

	/**
	 * A failed slice.
	 *
	 * @param job the batch
	 * @param slice the slice
	 * @param records its records, empty where they cannot be seen
	 * @param json the record that failed, as it can be edited when it has members
	 */
	record SliceView(JobDescriptor job, SliceDescriptor slice, List<RecordView> records, @Nullable String json) {

		String address(Page page, String... more) {
			String path = page.to("jobs", this.job.id(), "slices", this.slice.category(),
					String.valueOf(this.slice.firstRecord()));
			return Page.path(path, more);
		}

		/** How many lines the field for the record has. */
		int lines() {
			return (this.json != null) ? (int) Math.min(MOST_LINES, Math.max(LEAST_LINES, this.json.lines().count()))
					: 0;
		}

		boolean mayEdit(Page page) {
			return page.may(Permission.RECORD_EDIT);
		}

		boolean mayRetry(Page page) {
			return page.may(Permission.JOB_CONTROL);
		}

	}

	/**
	 * A record of a failed slice.
	 *
	 * @param number its number in the batch
	 * @param text the record, as JSON where it is no text
	 * @param removed whether it was removed
	 * @param failed whether it is the one that failed
	 * @param correctable whether it can be corrected by a form
	 * @param removable whether it can be removed
	 */
	record RecordView(long number, String text, boolean removed, boolean failed, boolean correctable,
			boolean removable) {

		String escaped() {
			return RecordText.escaped(this.text);
		}

	}

}
