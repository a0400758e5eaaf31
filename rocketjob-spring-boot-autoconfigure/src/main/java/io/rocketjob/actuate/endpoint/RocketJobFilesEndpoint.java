package io.rocketjob.actuate.endpoint;

import io.rocketjob.operation.DirmonEntryDescriptor;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.operation.Operator;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code rocketjobfiles}: the entries of the directory monitor, and what one
 * can do with them. These are its operations over JMX, where callers have no name: values
 * are shown only where they are shown to all. Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjobfiles", defaultAccess = Access.READ_ONLY)
public class RocketJobFilesEndpoint {

	private final DirmonOperations operations;

	private final Operator operator;

	/**
	 * Makes the endpoint.
	 * @param operations what one can do with the directory monitor
	 * @param showValues when values are shown
	 */
	public RocketJobFilesEndpoint(DirmonOperations operations, Show showValues) {
		this.operations = operations;
		this.operator = EndpointCalls.jmx(showValues);
	}

	/**
	 * Lists the entries.
	 * @return the entries
	 */
	@ReadOperation
	public EntriesDescriptor entries() {
		return entries(this.operator);
	}

	DirmonOperations operations() {
		return this.operations;
	}

	EntriesDescriptor entries(Operator by) {
		return new EntriesDescriptor(this.operations.list(by));
	}

	/**
	 * Describes an entry, with its files that have no jobs.
	 * @param name its name
	 * @return the entry
	 */
	@ReadOperation
	public EntryDescriptor entry(@Selector(match = Match.ALL_REMAINING) String name) {
		return entry(this.operator, name);
	}

	EntryDescriptor entry(Operator by, String name) {
		return new EntryDescriptor(this.operations.get(by, name), this.operations.files(by, name));
	}

	/**
	 * Does something with an entry, or with a file of it.
	 * @param name the name of the entry
	 * @param action what to do
	 * @param reason why
	 * @param job the id of the job of the file, where it is about one
	 * @return the entry as it is then
	 */
	@WriteOperation
	public DirmonEntryDescriptor act(@Selector(match = Match.ALL_REMAINING) String name, @Nullable String action,
			@Nullable String reason, @Nullable String job) {
		return this.operations.act(this.operator.because(reason), name, action, job);
	}

	/**
	 * Deletes an entry.
	 * @param name its name
	 * @return the entry as it was
	 */
	@DeleteOperation
	public DirmonEntryDescriptor delete(@Selector(match = Match.ALL_REMAINING) String name) {
		return delete(this.operator, name);
	}

	DirmonEntryDescriptor delete(Operator by, String name) {
		DirmonEntryDescriptor entry = this.operations.get(by, name);
		this.operations.delete(by, name);
		return entry;
	}

}
