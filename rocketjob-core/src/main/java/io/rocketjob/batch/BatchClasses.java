package io.rocketjob.batch;

import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.rocketjob.BatchJob;
import io.rocketjob.FailFast;
import io.rocketjob.InputCategory;
import io.rocketjob.LowerPriority;
import io.rocketjob.OutputCategory;
import io.rocketjob.SkipRecords;
import io.rocketjob.SliceWindow;
import io.rocketjob.ThrottleRunningWorkers;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.jobclass.JobClasses;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;

/**
 * The batch job classes among the job classes of this application. Thread-safe.
 */
final class BatchClasses {

	private static final List<Class<? extends Annotation>> OF_BATCHES = List.of(InputCategory.class,
			OutputCategory.class, FailFast.class, LowerPriority.class, SkipRecords.class, SliceWindow.class,
			ThrottleRunningWorkers.class);

	private static final BatchDefaults NOTHING = new BatchDefaults(null, null, null, Map.of(), Map.of());

	private final JobClasses classes;

	private final SliceCodec codec;

	private final RecordFormats formats;

	private final Map<String, BatchDefaults> configured;

	private final Map<Class<?>, BatchClass> known = new ConcurrentHashMap<>();

	BatchClasses(JobClasses classes, SliceCodec codec, RecordFormats formats, Map<String, BatchDefaults> configured) {
		this.classes = classes;
		this.codec = codec;
		this.formats = formats;
		this.configured = new HashMap<>();
		configured.forEach((name, defaults) -> this.configured.put(JobClasses.canonical(name), defaults));
	}

	/**
	 * Reads all classes, so that a wrong one keeps the application from starting.
	 */
	void check() {
		for (JobClass<?> jobClass : this.classes.all()) {
			if (BatchJob.class.isAssignableFrom(jobClass.type())) {
				of(jobClass);
			}
			else {
				checkIsNoBatch(jobClass);
			}
		}
	}

	/**
	 * What only batches have would be ignored.
	 */
	private void checkIsNoBatch(JobClass<?> jobClass) {
		Class<?> type = jobClass.type();
		if (!configured(jobClass).isEmpty()) {
			throw new JobClassException(
					"rocketjob.jobs." + jobClass.name() + " has options of a batch, and " + type.getName()
							+ " is no BatchJob",
					"Remove input, output, throttle-running-workers, fail-fast-slices and fail-fast-percent there, or let"
							+ " the class implement BatchJob.");
		}
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY,
				RepeatableContainers.standardRepeatables());
		String present = OF_BATCHES.stream()
			.filter(annotations::isPresent)
			.map((each) -> "@" + each.getSimpleName())
			.collect(Collectors.joining(", "));
		if (!present.isEmpty()) {
			throw new JobClassException(
					"The job class " + type.getName() + " has " + present
							+ ", which only a batch can have, and it is no" + " BatchJob",
					"Let it implement BatchJob, or remove the annotation.");
		}
	}

	/**
	 * The batch job class of a stored name.
	 * @param name a name or former name
	 * @return the class
	 * @throws UnknownJobClassException when this application has none
	 */
	BatchClass get(String name) {
		BatchClass batchClass = find(name);
		if (batchClass == null) {
			throw new UnknownJobClassException(name, this.classes.names());
		}
		return batchClass;
	}

	@Nullable BatchClass find(String name) {
		JobClass<?> jobClass = this.classes.find(name);
		return (jobClass != null && BatchJob.class.isAssignableFrom(jobClass.type())) ? of(jobClass) : null;
	}

	BatchClass of(JobClass<?> jobClass) {
		return this.known.computeIfAbsent(jobClass.type(), (type) -> {
			BatchClass batchClass = BatchClass.of(jobClass, configured(jobClass), this.classes.mapper());
			batchClass.check(this.codec, this.formats);
			return batchClass;
		});
	}

	private BatchDefaults configured(JobClass<?> jobClass) {
		return this.configured.getOrDefault(JobClasses.canonical(jobClass.name()), NOTHING);
	}

}
