using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;
using Polly.CircuitBreaker;
using ServiceDefaults.Dependencies;
using Testing;

namespace PatientGateway.Tests.Patients;

/// <summary>
/// An API that accepts connections and hangs delays three readers by the soft timeout, and later callers not at all.
/// </summary>
public sealed class FrozenApiTests : IDisposable
{
    // A duration for which nothing else waits.
    private static readonly TimeSpan SoftTimeout = TimeSpan.FromMilliseconds(1234);

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMilliseconds(6789);

    // Longer than the threshold of a slow call, and shorter than the timeout.
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(4321);

    // A host waits for operations in flight when it stops, so the test completes the hanging calls first.
    private readonly CancellationTokenSource _end = new();
    private readonly StubApi _api = new();
    private readonly Gateway _gateway;
    private readonly HttpClient _caller;

    public FrozenApiTests()
    {
        _gateway = new Gateway(_api)
        {
            Settings =
            {
                ["Fallback:Operations:get_patient:SoftTimeout"] = SoftTimeout.ToString(),
                ["Resilience:Pipelines:patient-api:AttemptTimeout:Duration"] = AttemptTimeout.ToString(),
                ["Resilience:Pipelines:patient-api:HealthProbe:Enabled"] = "false",
                ["Resilience:Pipelines:patient-api:Retry:Enabled"] = "false",
            },
        };
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 3)]
    public async Task Callers_AfterThreeSlowReads_ReturnAtOnce(params int[] patients)
    {
        foreach (var patient in patients)
        {
            _api.On($"GET {Path(patient)}", HttpStatusCode.OK, Samples.Patient);
            (await GetAsync(Path(patient))).Dispose();
            _api.On($"GET {Path(patient)}", HangAsync);
        }

        foreach (var patient in patients)
        {
            using var slow = await _gateway.Time.PassWheneverWaitedForAsync(SoftTimeout, GetAsync(Path(patient)));
            Assert.Equal(HttpStatusCode.OK, slow.StatusCode);
            Assert.Equal("cache", slow.Headers.GetValues("X-Data-Source").Single());
        }

        await ReturnAtOnceAsync(Path(patients[0]));
    }

    /// <summary>Lists and writes have no soft timeout: their callers wait for the timeout, or disconnect.</summary>
    [Theory]
    [InlineData("GET", "timeout")]
    [InlineData("GET", "deadline")]
    [InlineData("GET", "disconnect")]
    [InlineData("POST", "timeout")]
    [InlineData("POST", "deadline")]
    [InlineData("POST", "disconnect")]
    public async Task Callers_AfterThreeHangingListsOrWrites_ReturnAtOnce(string method, string end)
    {
        _api.On($"GET {Path(1)}", HttpStatusCode.OK, Samples.Patient);
        (await GetAsync(Path(1))).Dispose();
        foreach (var call in Enumerable.Range(1, 3))
        {
            await HangAsync(new(method), end);
            // A disconnected caller gets no response that a test could wait for.
            await Eventually.IsTrueAsync(() => SlowOrFailed() >= call);
        }

        await ReturnAtOnceAsync(Path(1));
    }

    public void Dispose()
    {
        _end.Cancel();
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
        _end.Dispose();
    }

    // The test does not advance the clock, so a call that waited would never end.
    private async Task ReturnAtOnceAsync(string cached)
    {
        var sent = _api.Received.Count;
        using var known = await GetAsync(cached);
        using var unknown = await GetAsync(Path(9));
        using var list = await GetAsync("/patients");
        using var write = await _caller.PostAsync(
            new Uri(Gateway.Patients, UriKind.Relative), Samples.Json(), TestContext.Current.CancellationToken);

        Assert.Equal(
            (HttpStatusCode.OK, "cache"), (known.StatusCode, known.Headers.GetValues("X-Data-Source").Single()));
        foreach (var rejected in new[] { unknown, list, write })
        {
            await ProblemAssert.IsProblemAsync(rejected, 503);
            Assert.NotNull(rejected.Headers.RetryAfter);
        }

        Assert.Equal(sent, _api.Received.Count);
    }

    // One call that hangs until it times out, or until its caller disconnects.
    private async Task HangAsync(HttpMethod method, string end)
    {
        var started = new TaskCompletionSource();
        _api.On($"{method} /patients", token =>
        {
            started.TrySetResult();
            return HangAsync(token);
        });
        using var disconnect = new CancellationTokenSource();
        using var request = new HttpRequestMessage(method, Gateway.Patients)
        {
            Content = method == HttpMethod.Post ? Samples.Json() : null
        };
        request.Headers.TryAddWithoutValidation(
            "X-Request-Deadline-Ms", end == "deadline" ? [$"{Deadline.TotalMilliseconds}"] : []);
        var call = _caller.SendAsync(request, disconnect.Token);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        if (end == "disconnect")
        {
            _gateway.Time.Advance(Deadline);
            await disconnect.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            return;
        }

        _gateway.Time.Advance(end == "timeout" ? AttemptTimeout : Deadline);
        using var response = await call;
        await ProblemAssert.IsProblemAsync(response, 504);
    }

    private int SlowOrFailed()
    {
        var circuit = _gateway.Services.GetRequiredService<DependencyStateRegistry>()
            .TryGet("patient-api", out var state) ? state.CircuitBreaker.GetSnapshot() : null;
        return circuit is { State: CircuitState.Open }
            ? int.MaxValue
            : Math.Max(circuit?.ConsecutiveFailures ?? 0, circuit?.ConsecutiveSlowCalls ?? 0);
    }

    private static string Path(int patient) => $"/patients/0197a000-0000-7000-8000-{patient:D12}";

    private async Task<HttpResponseMessage> HangAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, cancellationToken);
        return await Calls.HangAsync(either.Token);
    }

    private Task<HttpResponseMessage> GetAsync(string path) => _caller.GetAsync(
        new Uri($"/api/v1{path}", UriKind.Relative), TestContext.Current.CancellationToken);
}
