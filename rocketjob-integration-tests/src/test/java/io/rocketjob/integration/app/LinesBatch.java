package io.rocketjob.integration.app;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;

/**
 * Makes something of lines that begin with a number, and can be told to take its time, or
 * to fail at lines that contain a text.
 */
@RocketJob
@InputCategory(sliceSize = 500)
@OutputCategory
@OutputCategory(name = "thousands")
public class LinesBatch implements BatchJob<LinesBatch.Fields, String, Object> {

	@Override
	public Object perform(String line, BatchContext<Fields> context) throws InterruptedException {
		Fields fields = context.fields();
		if (fields.millis() > 0) {
			TimeUnit.MILLISECONDS.sleep(fields.millis());
		}
		if (line.contains(fields.failing())) {
			throw new IllegalStateException("This line is not right");
		}
		count(line).forEach(context.statistics()::increment);
		Result result = Result.of(output(line));
		return isThousand(line) ? result.and("thousands", line) : result;
	}

	/**
	 * What is made of a line.
	 * @param line the line
	 * @return the output
	 */
	public static String output(String line) {
		return number(line) * 3 + " <- " + line;
	}

	/**
	 * Whether a line goes to the second output as well.
	 * @param line the line
	 * @return whether its number is a multiple of a thousand
	 */
	public static boolean isThousand(String line) {
		return number(line) % 1_000 == 0;
	}

	/**
	 * What is counted for a line.
	 * @param line the line
	 * @return the counters
	 */
	public static Map<String, Long> count(String line) {
		Map<String, Long> counters = new TreeMap<>();
		counters.put("lines", 1L);
		counters.put("sum", number(line));
		counters.put("last.digit." + number(line) % 10, 1L);
		return counters;
	}

	private static long number(String line) {
		return Long.parseLong(line.substring(0, line.indexOf(' ')));
	}

	/**
	 * The fields.
	 *
	 * @param millis how long a record takes
	 * @param failing the text at which a record fails
	 */
	public record Fields(@Editable int millis, @Editable String failing) {

		/** What no line contains. */
		public static final String NEVER = "#never#";

	}

}
