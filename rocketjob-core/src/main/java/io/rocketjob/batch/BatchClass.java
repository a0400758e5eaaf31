package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchUploads;
import io.rocketjob.FailFast;
import io.rocketjob.InputCategory;
import io.rocketjob.LowerPriority;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.SkipRecords;
import io.rocketjob.ThrottleRunningWorkers;
import io.rocketjob.batch.record.FormatChoice;
import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.mongo.FieldsMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * What is known of a batch job class beyond what is known of any job class: its records,
 * its categories, its limits.
 *
 * @param jobClass the job class
 * @param declaredRecord the type of its records
 * @param declaredOutput the type of its output
 * @param inputs its input categories by name, in order
 * @param outputs its output categories by name
 * @param throttle how many workers may work on a job, or {@code null} for any number
 * @param lowerPriority for how many records a job becomes less urgent by one, or 0
 * @param windows when slices may be worked on
 * @param failFast with how many failed slices a job fails
 * @param skips which records are put elsewhere, {@code null} for none
 */
record BatchClass(JobClass<?> jobClass, ResolvableType declaredRecord, ResolvableType declaredOutput,
		Map<String, InputSettings> inputs, Map<String, OutputSettings> outputs, @Nullable Integer throttle,
		long lowerPriority, SliceWindows windows, FailFastLimits failFast, @Nullable RecordSkips skips) {

	static final int LOWEST_PRIORITY = 100;

	/**
	 * Reads a class.
	 * @param jobClass the job class, of a {@link BatchJob}
	 * @param configured what the configuration says
	 * @param mapper maps records
	 * @return what is known
	 * @throws JobClassException when something is wrong with it
	 */
	static BatchClass of(JobClass<?> jobClass, BatchDefaults configured, FieldsMapper mapper) {
		Class<?> type = jobClass.type();
		List<String> problems = new ArrayList<>();
		ResolvableType declaredRecord = ResolvableType.forClass(BatchJob.class, type).getGeneric(1);
		problems.addAll(mapper.problemsOfValue("record", declaredRecord));
		mapper.withoutKeys("record", declaredRecord)
			.forEach((path) -> problems.add(path + ": is encrypted, and there are no keys; set"
					+ " rocketjob.encryption.keyset, or declare one Encryption bean"));
		Map<String, InputSettings> inputs = inputs(type, configured, problems);
		Map<String, OutputSettings> outputs = outputs(type, configured, problems);
		ResolvableType declaredOutput = ResolvableType.forClass(BatchJob.class, type).getGeneric(2);
		Class<?> outputType = declaredOutput.resolve(Object.class);
		if (!outputs.isEmpty() && outputType != Void.class && outputType != Result.class) {
			problems.addAll(mapper.problemsOfValue("output", declaredOutput));
		}
		Integer throttle = configured.throttleRunningWorkers();
		if (throttle == null) {
			ThrottleRunningWorkers annotation = AnnotatedElementUtils.findMergedAnnotation(type,
					ThrottleRunningWorkers.class);
			throttle = (annotation != null) ? annotation.value() : null;
		}
		checkThrottle(throttle, problems);
		LowerPriority lower = AnnotatedElementUtils.findMergedAnnotation(type, LowerPriority.class);
		if (lower != null && lower.records() < 1) {
			problems.add("@LowerPriority records: must be at least 1, but is " + lower.records());
		}
		SliceWindows windows = SliceWindows.of(type, problems);
		FailFastLimits failFast = FailFastLimits.of(AnnotatedElementUtils.findMergedAnnotation(type, FailFast.class),
				configured);
		failFast.check(problems);
		RecordSkips skips = RecordSkips.of(AnnotatedElementUtils.findMergedAnnotation(type, SkipRecords.class));
		if (skips != null) {
			skips.check(inputs, outputs, problems);
		}
		if (!problems.isEmpty()) {
			throw new JobClassException(
					"The batch job class " + type.getName() + " is wrong: " + String.join("; ", problems),
					"Correct its annotations, its records, or rocketjob.jobs." + jobClass.name() + ".");
		}
		return new BatchClass(jobClass, declaredRecord, declaredOutput, inputs, outputs, throttle,
				(lower != null) ? lower.records() : 0, windows, failFast, skips);
	}

	static void checkThrottle(@Nullable Integer throttle, List<String> problems) {
		if (throttle != null && throttle < 1) {
			problems.add("throttleRunningWorkers: must be at least 1, but is " + throttle
					+ "; pause the job to let no worker work on it");
		}
	}

	private static Map<String, InputSettings> inputs(Class<?> type, BatchDefaults configured, List<String> problems) {
		Set<InputCategory> annotations = AnnotatedElementUtils.findMergedRepeatableAnnotations(type,
				InputCategory.class, InputCategory.Several.class);
		Map<String, InputSettings> inputs = new LinkedHashMap<>();
		if (annotations.isEmpty()) {
			inputs.put(BatchUploads.MAIN, InputSettings.DEFAULTS);
		}
		for (InputCategory each : annotations) {
			if (inputs.put(each.name(), new InputSettings(each.name(), each.sliceSize(), each.serializer(),
					format("input." + each.name(), each.format(), each.options(), problems))) != null) {
				problems.add("@InputCategory: there are two named '" + each.name() + "'");
			}
		}
		configured.input().forEach((name, options) -> {
			InputSettings present = inputs.get(name);
			if (present == null) {
				problems.add("input." + name + ": there is no such category; there are " + inputs.keySet());
				return;
			}
			inputs.put(name,
					new InputSettings(name, (options.sliceSize() != null) ? options.sliceSize() : present.sliceSize(),
							(options.serializer() != null) ? options.serializer() : present.serializer(),
							configured(present.format(), options.format(), options.options())));
		});
		inputs.values().forEach((each) -> each.check(problems));
		return inputs;
	}

	private static Map<String, OutputSettings> outputs(Class<?> type, BatchDefaults configured, List<String> problems) {
		Map<String, OutputSettings> outputs = new LinkedHashMap<>();
		for (OutputCategory each : AnnotatedElementUtils.findMergedRepeatableAnnotations(type, OutputCategory.class,
				OutputCategory.Several.class)) {
			if (outputs.put(each.name(), new OutputSettings(each.name(), each.serializer(), each.nulls(),
					format("output." + each.name(), each.format(), each.options(), problems))) != null) {
				problems.add("@OutputCategory: there are two named '" + each.name() + "'");
			}
		}
		configured.output().forEach((name, options) -> {
			OutputSettings present = outputs.get(name);
			if (present == null) {
				problems.add("output." + name + ": there is no such category; there are " + outputs.keySet());
				return;
			}
			outputs.put(name,
					new OutputSettings(name,
							(options.serializer() != null) ? options.serializer() : present.serializer(),
							(options.nulls() != null) ? options.nulls() : present.nulls(),
							configured(present.format(), options.format(), options.options())));
		});
		outputs.values().forEach((each) -> each.check(problems));
		return outputs;
	}

	private static FormatSettings format(String category, String name, String[] options, List<String> problems) {
		FormatSettings format = new FormatSettings(name, Map.of());
		for (String option : options) {
			int equals = option.indexOf('=');
			if (equals < 1) {
				problems.add(category + ".options: must be as \"name=value\", but one is \"" + option + "\"");
			}
			else {
				format = format.withOption(option.substring(0, equals).strip(), option.substring(equals + 1));
			}
		}
		return format;
	}

	private static FormatSettings configured(FormatSettings present, @Nullable String name,
			Map<String, String> options) {
		return ((name != null) ? present.withName(name) : present).withOptions(options);
	}

	/**
	 * Checks that there is what its serializers need, and its formats.
	 * @param codec packs its slices
	 * @param formats the record formats
	 */
	void check(SliceCodec codec, RecordFormats formats) {
		checkFormats(formats);
		List<String> problems = new ArrayList<>();
		Set<String> remedies = missing(codec, this.inputs.values(), this.outputs.values(), problems);
		if (!problems.isEmpty()) {
			throw new JobClassException(
					"The batch job class " + this.jobClass.type().getName() + " cannot be used: "
							+ String.join("; ", problems),
					String.join("; ", remedies)
							+ "; or choose another serializer in the annotations or in rocketjob.jobs."
							+ this.jobClass.name() + ".");
		}
	}

	private void checkFormats(RecordFormats formats) {
		List<String> problems = new ArrayList<>();
		checkFormats(formats, this.inputs.values(), this.outputs.values(), problems);
		if (!problems.isEmpty()) {
			throw new JobClassException(
					"The batch job class " + this.jobClass.type().getName() + " is wrong: "
							+ String.join("; ", problems),
					"Correct its annotations or rocketjob.jobs." + this.jobClass.name() + ", or declare a bean of type "
							+ RecordFormat.class.getName() + " with that name.");
		}
	}

	/**
	 * Checks the formats of categories.
	 * @param formats the record formats
	 * @param wantedInputs the input categories
	 * @param wantedOutputs the output categories
	 * @param problems receives what is wrong
	 */
	void checkFormats(RecordFormats formats, Collection<InputSettings> wantedInputs,
			Collection<OutputSettings> wantedOutputs, List<String> problems) {
		wantedInputs.forEach((input) -> checkFormat(formats, "input." + input.name(), input.format(),
				this.declaredRecord, problems));
		wantedOutputs.forEach((output) -> {
			if (checkFormat(formats, "output." + output.name(), output.format(), this.declaredOutput, problems)
					&& output.serializer().isText()) {
				checkText(formats, output, problems);
			}
		});
	}

	private void checkText(RecordFormats formats, OutputSettings output, List<String> problems) {
		if (output.format().name().equals(RecordFormat.AUTO)) {
			problems.add("output." + output.name() + ".format: " + output.serializer()
					+ " stores text that workers write, before a file has a name; name the format");
			return;
		}
		FormatChoice choice = format(formats, output);
		if (choice.format().text(choice.options()) == null) {
			problems.add("output." + output.name() + ".format: " + output.serializer()
					+ " stores the texts of records in UTF-8, one after the other, which " + choice.format().name()
					+ (choice.options().isEmpty() ? "" : " with the options " + choice.options())
					+ " cannot be; use the serializer COMPRESSED or ENCRYPTED for it");
		}
	}

	/**
	 * The format of an output with all options, also those that the class of its records
	 * says.
	 * @param formats the record formats
	 * @param output the output, whose format is named
	 * @return the format
	 */
	FormatChoice format(RecordFormats formats, OutputSettings output) {
		return formats.choose(output.format(), FormatSettings.NONE, null, this.declaredOutput);
	}

	private static boolean checkFormat(RecordFormats formats, String category, FormatSettings format,
			ResolvableType records, List<String> problems) {
		if (!formats.knows(format.name())) {
			problems.add(category + ".format: there is no record format '" + format.name() + "'; there are "
					+ formats.names() + " and '" + RecordFormat.AUTO + "'");
			return false;
		}
		try {
			formats.check(format, records);
			return true;
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			problems.add(category + ".format: " + ex.getMessage());
			return false;
		}
	}

	static Set<String> missing(SliceCodec codec, Collection<InputSettings> inputs, Collection<OutputSettings> outputs,
			List<String> problems) {
		Set<String> remedies = new LinkedHashSet<>();
		inputs.forEach((input) -> add(remedies, codec.missing("input." + input.name(), input.serializer(), problems)));
		outputs.forEach(
				(output) -> add(remedies, codec.missing("output." + output.name(), output.serializer(), problems)));
		return remedies;
	}

	private static void add(Set<String> remedies, @Nullable String remedy) {
		if (remedy != null) {
			remedies.add(remedy);
		}
	}

	/**
	 * The name of the job class.
	 * @return the name
	 */
	String name() {
		return this.jobClass.name();
	}

	@SuppressWarnings("unchecked")
	static BatchJob<@Nullable Object, Object, @Nullable Object> bean(Object bean) {
		return (BatchJob<@Nullable Object, Object, @Nullable Object>) bean;
	}

	/**
	 * Whether the hooks of a bean are wanted for this class.
	 * @param callbacks a bean that is no job class
	 * @return whether it applies
	 */
	boolean wants(BatchCallbacks<?> callbacks) {
		return !(callbacks instanceof BatchJob) && callbacks.appliesTo(this.jobClass.type());
	}

}
