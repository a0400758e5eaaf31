package io.rocketjob.benchmark.rocketjob;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.Lines;

/**
 * A batch of lines. {@code --slice} is how many a slice has, {@code --serializer} how
 * slices are stored, {@code --output} whether there is output.
 */
final class BatchWorkload implements Workload {

	private final int sliceSize;

	private final Serializer serializer;

	private final boolean output;

	BatchWorkload(ContenderArguments arguments) {
		this.sliceSize = arguments.number("slice", 100);
		this.serializer = Serializer.valueOf(arguments.get("serializer", "compressed").toUpperCase(Locale.ROOT));
		this.output = Boolean.parseBoolean(arguments.get("output", "false"));
	}

	@Override
	public List<Class<?>> jobClasses() {
		return List.of(EchoBatch.class, SinkBatch.class);
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) {
		if (this.output) {
			create(rocketJob, EchoBatch.class, count,
					(builder) -> builder.output(BatchBuilder.MAIN, (options) -> options.serializer(this.serializer)));
		}
		else {
			create(rocketJob, SinkBatch.class, count, (builder) -> builder);
		}
	}

	private void create(RocketJobTemplate rocketJob, Class<? extends BatchJob<Void, String, ?>> type, int count,
			UnaryOperator<BatchBuilder<Void, String>> customizer) {
		customizer
			.apply(rocketJob.batch(type)
				.options((options) -> options.destroyOnComplete(true))
				.input((options) -> options.sliceSize(this.sliceSize).serializer(this.serializer)))
			.upload(Lines.lines(count))
			.create();
	}

}
