package io.rocketjob.operation;

/**
 * Is told of each change that an operator has made, or wanted to make, by an operation: a
 * bean of this type writes them down. What only reads is not told, nor what was not
 * understood, such as an action that does not exist.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OperationListener {

	/**
	 * Tells of an operation, once, in the thread that does it and after its end. What
	 * this throws is logged; it undoes nothing, and neither the operator nor other
	 * listeners notice. A change that was made within a transaction of the caller is told
	 * of before the commit.
	 * @param entry what was done, or was not
	 */
	void onOperation(AuditEntry entry);

}
