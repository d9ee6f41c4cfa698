using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Polly.RateLimiting;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Objectives;
using ServiceDefaults.Tests.Http;
using Testing;

namespace ServiceDefaults.Tests.Objectives;

/// <summary>
/// A service whose response depends on the last segment of the path, on a fake clock that only its responses advance.
/// </summary>
internal sealed class ObjectiveServer : IAsyncDisposable
{
    public const string Orders = "/orders/{answer}";
    public const string Stock = "/stock/{answer}";

    private readonly WebApplication _app;
    private readonly CompletedResponses _completed;

    private ObjectiveServer(WebApplication app, FakeTimeProvider time, CompletedResponses completed) =>
        (_app, Time, _completed, Client) = (app, time, completed, app.GetTestClient());

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public ObjectivesStatus Status => (ObjectivesStatus)_app.Services.GetRequiredService<IResilienceMonitor>()
        .GetStatus().Sections[ObjectivesStatus.SectionName];

    public static async Task<ObjectiveServer> StartAsync(params (string Key, string? Value)[] settings)
    {
        var time = new FakeTimeProvider();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddServiceDefaults();
        var completed = CompletedResponses.AddTo(builder.Services);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet(Orders, (string answer, HttpContext context) => Answer(answer, context, time));
        app.MapPost(Stock, (string answer, HttpContext context) => Answer(answer, context, time));
        app.MapGet("/hidden/{answer}", (string answer, HttpContext context) => Answer(answer, context, time))
            .ExcludeFromDescription();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, time, completed);
    }

    /// <summary>Sends a request, and waits until the server has completed it.</summary>
    public async Task SendAsync(HttpMethod method, string path, TimeSpan? deadline = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (deadline is { } limit)
        {
            request.Headers.Add(
                DeadlineHeaders.Deadline, limit.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        await _completed.NextAsync();
    }

    public Task GetAsync(string answer) => SendAsync(HttpMethod.Get, $"/orders/{answer}");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await FakeClock.DisposeAsync(_app, _app.Services.GetRequiredService<TimeProvider>());
        _completed.Dispose();
    }

    private static IResult Answer(string answer, HttpContext context, FakeTimeProvider time)
    {
        if (answer.StartsWith("late", StringComparison.Ordinal))
        {
            time.Advance(TimeSpan.FromSeconds(2));
        }

        switch (answer)
        {
            case "stale" or "fresh":
                context.Response.Headers[RequestOutcomeExtensions.DegradedHeader] =
                    answer == "stale" ? "true" : "false";
                return TypedResults.Ok(answer);
            case "deferred":
                context.CountAs(ObjectiveOutcome.Degraded);
                return TypedResults.Accepted("/later");
            case "throttled":
                throw new RateLimiterRejectedException();
            case "defect":
                throw new InvalidOperationException("A defect.");
            default:
                return int.TryParse(answer.Split('-')[^1], out var status)
                    ? TypedResults.StatusCode(status)
                    : TypedResults.Ok(answer);
        }
    }
}
