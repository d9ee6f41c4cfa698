using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class ItemProblemFactoryTests
{
    [Fact]
    public async Task Create_OfAFailure_EqualsTheProblemOfAWholeRequest()
    {
        var exception = new TimeoutException("secret");
        await using var server = await ProblemServer.ThrowingAsync(exception);
        using var response = await server.SendAsync(HttpMethod.Post);
        var expected = await ProblemServer.ProblemOfAsync(response);
        using var activity = new Activity("part").Start();

        var problem = JsonSerializer.SerializeToElement(
            Failures().Create(exception, default), JsonSerializerOptions.Web);

        foreach (var field in (string[])[
            "status", "title", "detail", "category", "canRetry", "retryAfter", "mayHaveSucceeded"
        ])
        {
            Assert.Equal(expected.GetProperty(field).ToString(), problem.GetProperty(field).ToString());
        }

        Assert.Equal(activity.TraceId.ToString(), problem.GetProperty("traceId").GetString());
    }

    [Theory]
    [InlineData(true, LogLevel.Error)]
    [InlineData(false, LogLevel.Warning)]
    public void Create_OfAFailure_LogsAtTheLevelOfAWholeRequest(bool isDefect, LogLevel expected)
    {
        var logger = new FakeLogger<ItemProblemFactory>();

        Failures(logger).Create(
            isDefect ? new InvalidOperationException("secret") : new TimeoutException("secret"), default);

        Assert.Equal(expected, logger.LatestRecord.Level);
        Assert.DoesNotContain("secret", logger.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Null(logger.LatestRecord.Exception);
    }

    [Fact]
    public void Create_OfATimedOutRead_CannotHaveSucceeded() =>
        Assert.Equal(
            false,
            Failures().Create(new TimeoutException(), new(IsSafe: true))!.Extensions[ProblemFields.MayHaveSucceeded]);

    [Fact]
    public void Create_CancelledByTheCaller_IsNull()
    {
        var logger = new FakeLogger<ItemProblemFactory>();

        Assert.Null(Failures(logger).Create(
            new OperationCanceledException(), new(CallerAborted: new CancellationToken(canceled: true))));

        Assert.Equal(0, logger.Collector.Count);
    }

    [Fact]
    public async Task AddErrors_OfAHost_RegistersTheFactory()
    {
        await using var server = await ProblemServer.StartAsync(
            app => app.Map("/", ([FromServices] ItemProblemFactory failures) => failures.GetType().Name));

        Assert.Equal(
            nameof(ItemProblemFactory),
            await server.Client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private static ItemProblemFactory Failures(ILogger<ItemProblemFactory>? logger = null) => new(
        Classification.Classifier, logger ?? new FakeLogger<ItemProblemFactory>());
}
