package io.rocketjob.autoconfigure.endpoint;

import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobStateException;
import io.rocketjob.ServerNotFoundException;
import io.rocketjob.StaleJobException;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.WorkerNotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.dao.DataAccessException;

/**
 * An operation of an endpoint cannot be done. Its message may be shown to anybody who may
 * use the endpoint: there is nothing in it that a job has said.
 */
final class EndpointException extends RuntimeException {

	static final int CONFLICT = 409;

	private static final Logger logger = LoggerFactory.getLogger(EndpointException.class);

	private final int status;

	private EndpointException(int status, @Nullable String message) {
		super(message);
		this.status = status;
	}

	static EndpointException badRequest(@Nullable String message) {
		return new EndpointException(WebEndpointResponse.STATUS_BAD_REQUEST, message);
	}

	static EndpointException notFound(@Nullable String message) {
		return new EndpointException(WebEndpointResponse.STATUS_NOT_FOUND, message);
	}

	static EndpointException unavailable(@Nullable String message) {
		return new EndpointException(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, message);
	}

	int status() {
		return this.status;
	}

	/**
	 * Does something, and tells what goes wrong without the texts of others.
	 * @param operation what to do
	 * @param <T> the type of its result
	 * @return its result
	 * @throws EndpointException when it fails
	 */
	static <T extends @Nullable Object> T translating(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (EndpointException ex) {
			throw ex;
		}
		catch (JobNotFoundException | ServerNotFoundException | WorkerNotFoundException ex) {
			throw notFound(ex.getMessage());
		}
		catch (JobStateException | StaleJobException | UnknownJobClassException ex) {
			throw new EndpointException(CONFLICT, ex.getMessage());
		}
		catch (DuplicateJobException ex) {
			throw new EndpointException(CONFLICT, "There is another job of which there may be only one");
		}
		catch (InvalidJobException ex) {
			throw badRequest("The job class does not allow this");
		}
		catch (DataAccessException | MongoException ex) {
			// its message may have values in it, as that of a duplicate key has
			logger.warn("An operation of an endpoint failed, because the database did not do it: {}",
					ex.getClass().getName());
			throw unavailable("The database cannot be reached, or does not do this: " + ex.getClass().getName());
		}
		catch (RuntimeException ex) {
			// such as what a callback of the job has thrown
			logger.warn("An operation of an endpoint failed with {}", ex.getClass().getName());
			throw new EndpointException(WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR,
					"It failed with " + ex.getClass().getName());
		}
	}

	/**
	 * Answers a request by what an operation says, or by what went wrong.
	 * @param operation what to do
	 * @return the answer
	 */
	static WebEndpointResponse<Object> responding(Supplier<?> operation) {
		try {
			return new WebEndpointResponse<>(translating(operation));
		}
		catch (EndpointException ex) {
			return new WebEndpointResponse<>(new ProblemDescriptor(ex.getMessage()), ex.status());
		}
	}

}
