package io.rocketjob.operation;

import io.rocketjob.housekeeping.Housekeeping;
import io.rocketjob.operation.HousekeepingDescriptor.ExpiredJobsDescriptor;

/**
 * What an operator can see of housekeeping: a bean beside {@link Operations}. Throws an
 * {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HousekeepingOperations {

	private final Housekeeping housekeeping;

	private final OperationGuard guard;

	private final DatabasePing database;

	/**
	 * Makes the operations.
	 * @param operations those of the application
	 * @param housekeeping what deletes jobs
	 */
	public HousekeepingOperations(Operations operations, Housekeeping housekeeping) {
		this.housekeeping = housekeeping;
		this.guard = operations.guard();
		this.database = operations.database();
	}

	/**
	 * Says what housekeeping would delete now, and deletes nothing; also where it is
	 * switched off. Needs {@code job:read}. Counts jobs by index entries, up to
	 * {@value BoundedCount#MOST} of each state, and reads the names of all collections:
	 * do not call it each second.
	 * @param operator who asks
	 * @return what would go, hidden jobs among the counts
	 */
	public HousekeepingDescriptor preview(Operator operator) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			this.database.check();
			Housekeeping.Plan plan = this.housekeeping.plan(BoundedCount.MOST + 1);
			return new HousekeepingDescriptor(plan.counts()
				.entrySet()
				.stream()
				.map((each) -> new ExpiredJobsDescriptor(each.getKey().state().value(), each.getKey().jobClass(),
						each.getKey().keep().toString(), BoundedCount.of(each.getValue())))
				.toList(), plan.orphans());
		});
	}

}
