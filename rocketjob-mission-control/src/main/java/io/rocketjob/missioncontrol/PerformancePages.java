package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.PerformanceOperations;
import io.rocketjob.operation.PerformanceOperations.ClassPerformance;
import io.rocketjob.operation.PerformanceOperations.Part;
import io.rocketjob.operation.PerformanceOperations.Performance;
import io.rocketjob.operation.WatchOperations.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * The page of how long runs take and jobs wait, by class.
 */
final class PerformancePages {

	private static final String PERFORMANCE = "performance";

	private final PerformanceOperations performance;

	PerformancePages(PerformanceOperations performance) {
		this.performance = performance;
	}

	Answer show(Call call) {
		Performance found = this.performance.read(call.operator(), call.parameter("period"));
		Column sort = Column.of(call.parameter("sort"));
		List<ClassPerformance> sorted = found.classes().stream().sorted(sort.order).toList();
		Page page = call.page(Section.PERFORMANCE, "Performance");
		Figures figures = new Figures(found, sorted, sort);
		return Answer.page((out, tags) -> JteperformanceGenerated.render(out, tags, page, figures));
	}

	/** A column by which the table can be sorted. */
	enum Column {

		CLASS("Class", Comparator.comparing(ClassPerformance::jobClass)),

		RUNS("Runs", most(ClassPerformance::runs)), FAILURES("Failures", most(ClassPerformance::failures)),

		RUN_P50("p50", most((each) -> each.ran().p50())), RUN_P95("p95", most((each) -> each.ran().p95())),

		RUN_P99("p99", most((each) -> each.ran().p99())), WAIT_P50("p50", most((each) -> each.waited().p50())),

		WAIT_P95("p95", most((each) -> each.waited().p95())), WAIT_P99("p99", most((each) -> each.waited().p99()));

		static final List<Column> ALL = List.of(values());

		private final String title;

		@SuppressWarnings("ImmutableEnumChecker") // has no state
		private final Comparator<ClassPerformance> order;

		Column(String title, Comparator<ClassPerformance> order) {
			this.title = title;
			this.order = order;
		}

		private static <T extends Comparable<T>> Comparator<ClassPerformance> most(
				Function<ClassPerformance, T> value) {
			return Comparator.comparing(value).reversed().thenComparing(ClassPerformance::jobClass);
		}

		/** The one that is asked for, else that of the runs. */
		static Column of(@Nullable String key) {
			return Arrays.stream(values()).filter((each) -> each.key().equals(key)).findFirst().orElse(RUNS);
		}

		String key() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		String title() {
			return this.title;
		}

		boolean isNumber() {
			return this != CLASS;
		}

		/** What a column of percentiles is called without the heading above it. */
		String label() {
			return name().startsWith("RUN_") ? "Run time, " + this.title
					: name().startsWith("WAIT_") ? "Wait time, " + this.title : this.title;
		}

	}

	/**
	 * What the page shows.
	 *
	 * @param found the figures
	 * @param classes the classes in the order of the page
	 * @param sort the column by which they are sorted
	 */
	record Figures(Performance found, List<ClassPerformance> classes, Column sort) {

		static final List<String> PERIODS = List.of("hour", "day", "week");

		boolean isOf(String period) {
			return period.equals(this.found.period());
		}

		String at(Page page, String period) {
			return Page.query(page.to(PERFORMANCE), "period", period, "sort",
					(this.sort != Column.RUNS) ? this.sort.key() : null);
		}

		String by(Page page, Column column) {
			return Page.query(page.to(PERFORMANCE), "period", this.found.period(), "sort", column.key());
		}

		static Sparkline sparkline(ClassPerformance figures) {
			return Sparkline.of(figures.series().stream().map(Figures::bucket).toList());
		}

		private static Bucket bucket(Part part) {
			return new Bucket(part.from(), part.runs() - part.failures(), part.failures());
		}

		static List<Duration> durations(ClassPerformance figures) {
			return List.of(figures.ran().p50(), figures.ran().p95(), figures.ran().p99(), figures.waited().p50(),
					figures.waited().p95(), figures.waited().p99());
		}

	}

}
