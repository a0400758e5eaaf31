package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import com.mongodb.client.model.IndexModel;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobKind.Subset;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of jobs that there are. Thread-safe.
 */
final class JobKinds {

	private static final JobKind SINGLE = new SingleJobs();

	private final List<JobKind> special;

	/**
	 * Makes it.
	 * @param special the kinds beside that of jobs which one worker runs
	 */
	JobKinds(List<JobKind> special) {
		this.special = special;
	}

	JobKind of(JobRecord job) {
		for (JobKind kind : this.special) {
			if (kind.includes(job)) {
				return kind;
			}
		}
		return SINGLE;
	}

	List<IndexModel> indexes(List<IndexModel> common) {
		List<IndexModel> indexes = new ArrayList<>(common);
		this.special.forEach((kind) -> indexes.addAll(kind.indexes()));
		return indexes;
	}

	/**
	 * Matches the jobs of which nothing is left when their document is gone.
	 */
	Document withoutData() {
		Document condition = new Document();
		this.special.stream().filter(JobKind::ownsData).forEach((kind) -> condition.putAll(kind.others()));
		return condition;
	}

	boolean isReady(JobRecord job) {
		return this.special.stream().allMatch((kind) -> kind.isReady(job));
	}

	Document ready() {
		return all(JobKind::ready);
	}

	Document asReadyAs(JobRecord job) {
		return all((kind) -> kind.asReadyAs(job));
	}

	private Document all(Function<JobKind, Document> condition) {
		Document all = new Document();
		this.special.forEach((kind) -> all.putAll(condition.apply(kind)));
		return all;
	}

	List<String> readinessFields() {
		return this.special.stream().flatMap((kind) -> kind.readinessFields().stream()).toList();
	}

	List<Subset> unready() {
		return subsets(JobKind::unready);
	}

	List<Subset> runningWithoutClaim() {
		return subsets(JobKind::runningWithoutClaim);
	}

	private List<Subset> subsets(Function<JobKind, @Nullable Subset> subset) {
		Stream<@Nullable Subset> subsets = this.special.stream().map(subset);
		return subsets.filter(Objects::nonNull).map(Objects::requireNonNull).toList();
	}

}
