package io.rocketjob.benchmark.scenario;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseUnderTestTests {

	@Test
	void documentsExaminedAreReadWhereTheServerCountsThem() {
		assertThat(DatabaseUnderTest
			.examined(Document.parse("{metrics: {queryExecutor: {scanned: 7, scannedObjects: {$numberLong: '12'}}}}")))
			.isEqualTo(12);
	}

	@Test
	void aServerThatCountsNoDocumentsDoesNotSay() {
		for (String status : new String[] { "{}", "{metrics: {}}", "{metrics: {commands: {find: {total: 3}}}}",
				"{metrics: {queryExecutor: 'none'}}", "{metrics: {queryExecutor: {scannedObjects: 'many'}}}" }) {
			assertThat(DatabaseUnderTest.examined(Document.parse(status))).as(status).isNull();
		}
	}

}
