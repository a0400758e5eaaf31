package io.rocketjob.autoconfigure.endpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobClasses;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.util.StringUtils;

/**
 * What one can do with jobs at an endpoint. Takes texts, so that it can say what is wrong
 * with them.
 */
final class JobOperations {

	private static final int DEFAULT_SIZE = 20;

	private static final int LARGEST_SIZE = 200;

	private static final int LAST_PRIORITY = 100;

	private static final String ACTIONS = "retry, pause, resume, abort, fail, run-now, priority";

	/**
	 * Stored names by what they are called here. None of a field: an order shows values.
	 */
	private static final Map<String, String> SORTS = sorts();

	private final RocketJobTemplate rocketJob;

	private final JobDescriptors descriptors;

	private final DatabasePing database;

	JobOperations(RocketJobTemplate rocketJob, JobClasses classes, DatabasePing database) {
		this.rocketJob = rocketJob;
		this.database = database;
		this.descriptors = new JobDescriptors(rocketJob, classes);
	}

	private static Map<String, String> sorts() {
		Map<String, String> sorts = new LinkedHashMap<>();
		sorts.put("id", "_id");
		sorts.put("jobClass", "type");
		for (String name : List.of("state", "priority", "createdAt", "runAt", "startedAt", "completedAt",
				"failureCount")) {
			sorts.put(name, name);
		}
		return sorts;
	}

	JobsDescriptor list(Selection selection, Values values) {
		int page = number("page", selection.page(), 0, 0, Integer.MAX_VALUE / LARGEST_SIZE);
		int size = number("size", selection.size(), DEFAULT_SIZE, 1, LARGEST_SIZE);
		JobQuery<?> query = inState(this.rocketJob.jobs(), selection.state());
		if (StringUtils.hasText(selection.jobClass())) {
			query = query.ofClass(selection.jobClass());
		}
		this.database.check();
		return list(query, PageRequest.of(page, size, sort(selection.sort())), values);
	}

	private static <F extends @Nullable Object> JobsDescriptor list(JobQuery<F> query, PageRequest request,
			Values values) {
		Page<JobInstance<F>> found = query.page(request);
		return new JobsDescriptor(found.getNumber(), found.getSize(), found.getTotalElements(), found.getTotalPages(),
				found.getContent().stream().map((job) -> JobSummaryDescriptor.of(job, values)).toList());
	}

	private static JobQuery<?> inState(JobQuery<?> query, @Nullable String text) {
		if (!StringUtils.hasText(text)) {
			return query;
		}
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "scheduled" -> query.scheduled();
			case "waiting" -> query.waiting();
			case "due" -> query.queuedNow();
			default -> query.in(Arrays.stream(StringUtils.tokenizeToStringArray(text, ","))
				.map(JobOperations::state)
				.toArray(JobState[]::new));
		};
	}

	private static JobState state(String text) {
		try {
			return JobState.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw EndpointException
				.badRequest(ex.getMessage() + " (several separated by commas), or one of scheduled, waiting, due");
		}
	}

	private static Sort sort(@Nullable String text) {
		if (!StringUtils.hasText(text)) {
			return Sort.by(Sort.Direction.DESC, "_id");
		}
		String[] parts = StringUtils.tokenizeToStringArray(text, ",");
		String name = (parts.length > 0) ? SORTS.get(parts[0]) : null;
		Sort.Direction direction = (parts.length < 2) ? Sort.Direction.ASC
				: Sort.Direction.fromOptionalString(parts[1]).orElse(null);
		if (name == null || direction == null || parts.length > 2) {
			throw EndpointException.badRequest("sort must be one of " + String.join(", ", SORTS.keySet())
					+ ", with ',asc' or ',desc' after it, such as completedAt,desc");
		}
		Sort sort = Sort.by(direction, name);
		return name.equals("_id") ? sort : sort.and(Sort.by(direction, "_id"));
	}

	JobDescriptor one(String id, Values values) {
		return this.descriptors.describe(find(id), values);
	}

	JobDescriptor act(String id, Action action, Values values) {
		JobInstance<?> job = find(id);
		String name = (action.name() != null) ? action.name() : "";
		JobInstance<?> changed = switch (name.replace("-", "").toLowerCase(Locale.ROOT)) {
			case "retry" -> job.retry();
			case "pause" -> job.pause();
			case "resume" -> job.resume();
			case "abort" -> job.abort(action.reason());
			case "fail" -> job.fail(reason(action));
			case "runnow" -> job.runNow();
			case "priority" -> {
				int priority = number("priority", action.priority(), 0, 1, LAST_PRIORITY);
				yield job.update((update) -> update.priority(priority));
			}
			default -> throw EndpointException.badRequest("action must be one of " + ACTIONS);
		};
		return this.descriptors.describe(changed, values);
	}

	private static String reason(Action action) {
		String reason = action.reason();
		if (reason == null || reason.isBlank()) {
			throw EndpointException.badRequest("reason is needed to fail a job");
		}
		return reason;
	}

	JobSummaryDescriptor delete(String id, Values values) {
		JobInstance<?> job = find(id);
		if (!job.delete()) {
			throw new JobNotFoundException(job.id());
		}
		return JobSummaryDescriptor.of(job, values);
	}

	private JobInstance<?> find(String text) {
		ObjectId id = id(text);
		this.database.check();
		return this.rocketJob.get(id);
	}

	private static ObjectId id(String text) {
		if (!ObjectId.isValid(text)) {
			throw EndpointException.badRequest("The id of a job has 24 hexadecimal digits");
		}
		return new ObjectId(text);
	}

	/**
	 * Reads a number.
	 * @param name what it is called
	 * @param text the text
	 * @param otherwise what it is when there is no text; where that is too small, there
	 * must be one
	 * @param least the least that is allowed
	 * @param most the most that is allowed
	 * @return the number
	 */
	static int number(String name, @Nullable String text, int otherwise, int least, int most) {
		try {
			int number = StringUtils.hasText(text) ? Integer.parseInt(text.strip()) : otherwise;
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// is told below
		}
		throw EndpointException.badRequest(name + " must be a whole number between " + least + " and " + most);
	}

	/**
	 * Which jobs to list, as somebody has written it.
	 */
	record Selection(@Nullable String page, @Nullable String size, @Nullable String jobClass, @Nullable String state,
			@Nullable String sort) {
	}

	/**
	 * What to do with a job, as somebody has written it.
	 */
	record Action(@Nullable String name, @Nullable String reason, @Nullable String priority) {
	}

}
