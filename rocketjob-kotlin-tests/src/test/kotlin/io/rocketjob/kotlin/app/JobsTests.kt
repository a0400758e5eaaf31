package io.rocketjob.kotlin.app

import io.rocketjob.DuplicateJobException
import io.rocketjob.InvalidJobException
import io.rocketjob.RocketJobTemplate
import io.rocketjob.test.JobQueue
import io.rocketjob.test.MovableClock
import io.rocketjob.test.assertj.RocketJobAssertions.assertThat
import io.rocketjob.test.autoconfigure.RocketJobTest
import java.io.ByteArrayOutputStream
import java.lang.reflect.Modifier
import java.time.Duration
import java.util.function.Consumer
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.bson.Document
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.context.annotation.Import
import org.springframework.test.context.TestConstructor

/** What an application in Kotlin does with jobs, by the test starter. */
@RocketJobTest
@Import(Keys::class)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
class JobsTests(private val rocketJob: RocketJobTemplate, private val queue: JobQueue, private val clock: MovableClock) {

    @Test
    fun `a job that returns Unit completes and has no result`() {
        val job = rocketJob.create(ReportJob::class.java, ReportJob.Fields("acme"))
        assertThat(queue.drain()).singleElement().satisfies(Consumer { assertThat(it.result()).isNull() })
        val done = job.reload()
        assertThat(done).isCompleted()
        assertThat(done.result(Any::class.java)).isNull()
        assertThat(done.fields()).isEqualTo(ReportJob.Fields("acme", limit = 101))
    }

    @Test
    fun `performNow runs with the defaults of the class`() {
        assertThat(rocketJob.performNow(ReportJob::class.java, ReportJob.Fields("acme"))).isNull()
        assertThat(rocketJob.performNow(NothingJob::class.java, null)).isEqualTo("done without fields")
    }

    @Test
    fun `constraints of constructor properties are checked`() {
        assertThatExceptionOfType(InvalidJobException::class.java)
            .isThrownBy { rocketJob.create(ReportJob::class.java, ReportJob.Fields(" ", limit = 2000)) }
            .withMessageContaining("fields.account").withMessageContaining("fields.limit")
        assertThat(queue).isEmpty()
    }

    @Test
    fun `a job without fields has null for them`() {
        val job = rocketJob.create(NothingJob::class.java)
        queue.drain()
        assertThat(job).reloaded().isCompleted().hasResult("done without fields")
    }

    @Test
    fun `plugins work on job classes in Kotlin`(@Autowired loud: LoudPlugin) {
        val failing = rocketJob.create(ReportJob::class.java, ReportJob.Fields("fail", ssn = "123-45-6789"))
        val aborting = rocketJob.create(ReportJob::class.java, ReportJob.Fields("abort"))
        queue.drain()
        assertThat(failing).reloaded().isScheduled().hasFailureCount(1)
        assertThat(failing.reload().exception()!!.message()).contains("wanted ***")
        assertThat(aborting).reloaded().isAborted()
        clock.move(Duration.ofDays(1))
        queue.drain()
        assertThat(failing).reloaded().isCompleted()
        val closed = rocketJob.create(ReportJob::class.java, ReportJob.Fields("closed"))
        assertThatExceptionOfType(DuplicateJobException::class.java)
            .isThrownBy { rocketJob.create(ReportJob::class.java, ReportJob.Fields("closed")) }
        queue.drain()
        assertThat(closed.status().waitingFor()).contains("it is closed")
        assertThat(loud.volumes).containsOnly(3)
    }

    @Test
    fun `callbacks see the fields`(@Autowired watch: Watch) {
        rocketJob.create(NothingJob::class.java)
        rocketJob.create(ShapeJob::class.java, ShapeJob.Fields(Empty))
        queue.drain()
        assertThat(watch.performed).contains(null, ShapeJob.Fields(Empty))
    }

    @Test
    fun `sealed types and objects come back as fields and in results`() {
        val circle = rocketJob.create(ShapeJob::class.java, ShapeJob.Fields(Circle(2)))
        val empty = rocketJob.create(ShapeJob::class.java, ShapeJob.Fields(Empty))
        queue.drain()
        assertThat(circle.reload().result(Area::class.java)).isEqualTo(Area(6, Circle(2)))
        val area = empty.reload().result(Area::class.java)!!
        assertThat(area).isEqualTo(Area(0, Empty))
        assertThat(area.of).isSameAs(Empty)
        assertThat(empty.reload().fields().shape).isSameAs(Empty)
    }

    @Test
    fun `the next occurrence of a schedule begins with the defaults`() {
        val job = rocketJob.create(NightlyJob::class.java, NightlyJob.Fields(limit = 3))
        clock.set(job.runAt()!!)
        assertThat(queue.drain()).singleElement().satisfies(Consumer { assertThat(it.completed()).isTrue() })
        assertThat(queue).queued(NightlyJob::class.java).singleElement()
            .satisfies(Consumer { assertThat(it.fields()).isEqualTo(NightlyJob.Fields()) })
    }

    @Test
    fun `a batch reads and writes data classes`() {
        val batch = rocketJob.batch(ImportBatch::class.java).fields(ImportBatch.Fields())
            .upload(listOf(ImportBatch.Customer("a", Email("a@x"), 1), ImportBatch.Customer("b", null), ImportBatch.Customer("c", Email("c@x"))))
            .create()
        assertThat(queue.drain()).singleElement().satisfies(Consumer { assertThat(it.exception()).isNull() })
        assertThat(batch).reloaded().isCompleted().hasRecordCount(3).hasStatistic("customers", 3)
        val output = ByteArrayOutputStream()
        batch.reload().download(output) {}
        assertThat(output.toString().lines().filter { it.isNotEmpty() }.map(Document::parse)).containsExactly(
            Document("text", "mailto:a@x").append("rank", 1), Document("text", "mailto:c@x").append("rank", 7))
        val invalid = ByteArrayOutputStream()
        batch.reload().download(invalid) { it.category("invalid") }
        assertThat(invalid.toString()).contains("\"b\"").doesNotContain("\"a\"")
    }

    @Test
    fun `a batch that returns Unit has no output`() {
        val batch = rocketJob.batch(SilentBatch::class.java).upload(listOf("a", "b")).create()
        assertThat(queue.drain()).singleElement().satisfies(Consumer { assertThat(it.exception()).isNull() })
        assertThat(batch).reloaded().isCompleted().hasStatistic("lines", 2)
        val output = ByteArrayOutputStream()
        batch.reload().download(output) {}
        assertThat(output.toString()).isEmpty()
    }

    @Test
    fun `fields are changed by the names of their properties`() {
        val job = rocketJob.create(ReportJob::class.java, ReportJob.Fields("acme", ssn = "123-45-6789")) { it.priority(5) }
        val changed = job.update { it.field("limit", 7).field("ssn", null) }
        assertThat(changed.fields()).isEqualTo(ReportJob.Fields("acme", limit = 7, ssn = null))
        assertThat(changed.reload().fields()).isEqualTo(ReportJob.Fields("acme", limit = 7, ssn = null))
    }

    @Test
    fun `a job class is open for proxies`() {
        assertThat(Modifier.isFinal(ReportJob::class.java.modifiers)).isFalse()
    }
}
