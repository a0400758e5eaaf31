package io.rocketjob.work;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import io.rocketjob.ServerFilter;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: which jobs a server claims. Costs nothing where that is all. Thread-safe.
 */
public final class ClaimFilter {

	/** All jobs. */
	public static final ClaimFilter NONE = new ClaimFilter(ServerFilter.NONE);

	private final ServerFilter filter;

	private final @Nullable Pattern include;

	private final @Nullable Pattern exclude;

	private final @Nullable Document where;

	/** What was found out about names of classes. */
	private final Map<String, Boolean> accepted = new ConcurrentHashMap<>();

	/**
	 * Makes a filter.
	 * @param filter what a user has said
	 */
	public ClaimFilter(ServerFilter filter) {
		this.filter = filter;
		this.include = (filter.include() != null) ? Pattern.compile(filter.include()) : null;
		this.exclude = (filter.exclude() != null) ? Pattern.compile(filter.exclude()) : null;
		this.where = (filter.where() != null) ? Document.parse(filter.where()) : null;
	}

	/**
	 * What a user has said.
	 * @return the filter
	 */
	public ServerFilter filter() {
		return this.filter;
	}

	/**
	 * Whether it lets all jobs through.
	 * @return whether it is so
	 */
	public boolean isNone() {
		return this.where == null && acceptsAllClasses();
	}

	private boolean acceptsAllClasses() {
		return this.include == null && this.exclude == null;
	}

	/**
	 * Whether jobs are judged one by one.
	 * @return whether there is a query that they must match
	 */
	public boolean hasQuery() {
		return this.where != null;
	}

	/**
	 * Whether jobs of a class may be claimed.
	 * @param type the name under which they are stored
	 * @param classes the classes that this process knows
	 * @return whether it is so, as far as the class tells
	 */
	public boolean accepts(String type, JobClasses classes) {
		return acceptsAllClasses() || this.accepted.computeIfAbsent(type, (name) -> {
			JobClass<?> jobClass = classes.find(name);
			return accepts((jobClass != null) ? jobClass.name() : name);
		});
	}

	private boolean accepts(String name) {
		return (this.include == null || this.include.matcher(name).find())
				&& (this.exclude == null || !this.exclude.matcher(name).find());
	}

	/**
	 * Those of some names under which jobs are stored that may be claimed.
	 */
	public Collection<String> among(Collection<String> types, JobClasses classes) {
		return acceptsAllClasses() ? types : types.stream().filter((type) -> accepts(type, classes)).toList();
	}

	/**
	 * Adds what jobs must match.
	 * @param query a query for jobs
	 * @return the same query
	 */
	public Document addTo(Document query) {
		// apart, because it may ask for something that the query asks for as well
		return (this.where != null) ? query.append("$and", List.of(this.where)) : query;
	}

}
