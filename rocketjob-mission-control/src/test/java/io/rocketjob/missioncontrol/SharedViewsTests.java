package io.rocketjob.missioncontrol;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.function.ServerRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What pages that refresh themselves share. */
class SharedViewsTests {

	private static final Set<Permission> READER = EnumSet.of(Permission.JOB_READ);

	private static final Set<Permission> OPERATOR = EnumSet.of(Permission.JOB_READ, Permission.VALUE_READ);

	private final AtomicBoolean personal = new AtomicBoolean();

	private final SharedViews views = new SharedViews(this.personal::get, new SharedViews.Reading() {

		@Override
		public <T> T together(Supplier<T> source) {
			return source.get();
		}

	});

	private final AtomicInteger reads = new AtomicInteger();

	private boolean told;

	@Test
	void aPageThatIsOpenedIsReadAnew() {
		assertThat(List.of(open("alice", "/jobs"), open("alice", "/jobs"), open("bob", "/jobs"))).containsExactly(1, 2,
				3);
	}

	@Test
	void aPageThatRefreshesItselfIsReadOnceForAllWhoMaySeeTheSame() {
		int first = refresh("alice", READER, "/jobs");
		assertThat(refresh("bob", READER, "/jobs")).isEqualTo(first);
		assertThat(refresh("carol", OPERATOR, "/jobs")).isNotEqualTo(first);
		assertThat(refresh("alice", READER, "/jobs?q=text")).isNotEqualTo(first);
		assertThat(this.told).isFalse();
	}

	@Test
	void whereAPolicyDecidesEachHasAViewOfHisOwn() {
		this.personal.set(true);
		int first = refresh("alice", READER, "/jobs");
		assertThat(refresh("bob", READER, "/jobs")).isNotEqualTo(first);
		assertThat(refresh("alice", READER, "/jobs")).isEqualTo(first);
	}

	@Test
	void afterAChangeTheOnlyPageIsReadAtOnceAndOneOfManyInItsTurn() {
		int first = refresh("alice", READER, "/jobs");
		this.views.change();
		int second = refresh("alice", READER, "/jobs");
		assertThat(second).isNotEqualTo(first);
		for (int i = 0; i < 20; i++) {
			open("bob", "/jobs/" + i);
		}
		this.views.change();
		assertThat(this.told).isFalse();
		for (int i = 0; i < 20; i++) {
			refresh("bob", READER, "/jobs/" + i);
		}
		assertThat(this.told).isTrue();
		assertThat(refresh("alice", READER, "/jobs")).isEqualTo(second);
		// the reader's own look is not put off
		assertThat(open("alice", "/jobs")).isNotEqualTo(second);
	}

	@Test
	void pagesThatWereLeftPutOffNone() {
		int read = 0;
		for (int i = 0; i < 20; i++) {
			read = open("alice", "/jobs/" + i);
			assertThat(refresh("alice", READER, "/jobs/" + i)).isEqualTo(read);
		}
		this.views.change();
		assertThat(refresh("alice", READER, "/jobs/19")).isNotEqualTo(read);
		assertThat(this.told).isFalse();
	}

	@Test
	void afterAnActionAllIsReadAnew() {
		int first = refresh("alice", READER, "/jobs");
		this.views.forget();
		assertThat(refresh("bob", READER, "/jobs")).isNotEqualTo(first);
	}

	@Test
	void whatCannotBeReadIsNotKept() {
		Call call = call("alice", READER, "/jobs", true);
		assertThatIllegalStateException().isThrownBy(() -> this.views.get(call, () -> {
			throw new IllegalStateException("no database");
		}));
		assertThat(refresh("alice", READER, "/jobs")).isEqualTo(1);
	}

	@Test
	void veryManyPagesAreNotAllKept() {
		int first = refresh("alice", READER, "/jobs");
		for (int i = 0; i < 200; i++) {
			refresh("alice", READER, "/jobs/" + i);
		}
		assertThat(refresh("alice", READER, "/jobs")).isNotEqualTo(first);
	}

	private int open(String name, String address) {
		return this.views.get(call(name, READER, address, false), this.reads::incrementAndGet);
	}

	private int refresh(String name, Set<Permission> permissions, String address) {
		Call call = call(name, permissions, address, true);
		int read = this.views.get(call, this.reads::incrementAndGet);
		this.told |= call.request().servletRequest().getAttribute(Call.COME_AGAIN) != null;
		return read;
	}

	private Call call(String name, Set<Permission> permissions, String address, boolean refresh) {
		String[] parts = (address + "?").split("\\?", -1);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", parts[0]);
		request.setQueryString(parts[1].isEmpty() ? null : parts[1]);
		if (refresh) {
			request.addHeader("HX-Request", "true");
		}
		Visitor visitor = new Visitor(new Operator(name, "test", permissions), null, null, null);
		return new Call(ServerRequest.create(request, List.of()), visitor, Console.BASE, Assets.load(),
				Clock.systemUTC(), this.views, false);
	}

}
