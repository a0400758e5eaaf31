package io.rocketjob.mongo;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What servers say of their plans: MongoDB 4.4, a mongos, and FerretDB 2.7.
 */
class QueryPlanTests {

	@Test
	void aMergeOfRunsOfAnIndexIsNoSort() {
		assertThat(sorts("""
				{queryPlanner: {winningPlan: {stage: 'LIMIT', inputStage: {stage: 'FETCH', inputStage:
				  {stage: 'SORT_MERGE', inputStages: [{stage: 'IXSCAN'}, {stage: 'IXSCAN'}]}}},
				  rejectedPlans: [{stage: 'SORT', inputStage: {stage: 'IXSCAN'}}]}}""")).isFalse();
		assertThat(sorts("""
				{queryPlanner: {Plan: {'Node Type': 'Limit', Plans: [{'Node Type': 'Merge Append',
				  'Sort Key': ['x'], Plans: [{'Node Type': 'Index Scan'}]}]}}}""")).isFalse();
	}

	@Test
	void aSortIsFoundWhereverItIs() {
		assertThat(sorts("{queryPlanner: {winningPlan: {stage: 'LIMIT', inputStage: {stage: 'SORT'}}}}")).isTrue();
		assertThat(sorts("""
				{queryPlanner: {winningPlan: {stage: 'SINGLE_SHARD', shards: [{winningPlan: {stage: 'SORT'}}]}}}"""))
			.isTrue();
		assertThat(sorts("{queryPlanner: {Plan: {'Node Type': 'Limit', Plans: [{'Node Type': 'Sort'}]}}}")).isTrue();
		assertThat(sorts("{queryPlanner: {Plan: {'Node Type': 'Incremental Sort'}}}")).isTrue();
	}

	private static boolean sorts(String explained) {
		return QueryPlan.sorts(Document.parse(explained));
	}

}
