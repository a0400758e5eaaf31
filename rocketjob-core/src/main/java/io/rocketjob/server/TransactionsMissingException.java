package io.rocketjob.server;

import java.util.List;

import io.rocketjob.RocketJobException;
import io.rocketjob.mongo.DatabaseAbilities;

/**
 * Internal: job classes need transactions, and the database has none.
 */
public final class TransactionsMissingException extends RocketJobException {

	private static final long serialVersionUID = 1L;

	TransactionsMissingException(DatabaseAbilities abilities, List<String> classes) {
		super(String.join(", ", classes) + (classes.size() == 1 ? " needs" : " need")
				+ " transactions of MongoDB, and the database has none: it is " + abilities.product() + ", "
				+ abilities.topology());
	}

}
