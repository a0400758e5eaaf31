package io.rocketjob.batch;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Date;

import javax.sql.DataSource;

import io.rocketjob.RecordWriter;
import io.rocketjob.RocketJobException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Reads the rows of a relational database, with the help of {@code spring-jdbc}.
 */
final class JdbcRows {

	private static final int FETCH_SIZE = 1_000;

	private JdbcRows() {
	}

	/**
	 * Writes the rows of a query.
	 * @param database where to ask
	 * @param sql the query
	 * @param arguments its parameters
	 * @param mapper maps values that MongoDB does not have
	 * @param writer receives the rows
	 */
	static void write(DataSource database, String sql, @Nullable Object[] arguments, RecordMapper mapper,
			RecordWriter<Object> writer) {
		try {
			JdbcTemplate jdbc = new JdbcTemplate(database);
			jdbc.setFetchSize(FETCH_SIZE);
			jdbc.query(sql, (ResultSet row) -> writer.write(document(row, mapper)), arguments);
		}
		catch (NoClassDefFoundError ex) {
			throw new RocketJobException(
					"Uploading the rows of a query needs spring-jdbc: add org.springframework:spring-jdbc", ex);
		}
	}

	private static Document document(ResultSet row, RecordMapper mapper) throws SQLException {
		ResultSetMetaData columns = row.getMetaData();
		Document document = new Document();
		for (int i = 1; i <= columns.getColumnCount(); i++) {
			document.put(JdbcUtils.lookupColumnName(columns, i),
					mapper.toStored(value(JdbcUtils.getResultSetValue(row, i))));
		}
		return document;
	}

	private static @Nullable Object value(@Nullable Object value) {
		if (value instanceof Timestamp timestamp) {
			return Date.from(timestamp.toInstant());
		}
		if (value instanceof java.sql.Date date) {
			return date.toLocalDate();
		}
		return (value instanceof Time time) ? time.toLocalTime() : value;
	}

}
