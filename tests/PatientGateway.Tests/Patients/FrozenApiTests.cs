using System.Net;
using PatientGateway.Tests.Failures;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Patients;

/// <summary>
/// An API that accepts and hangs costs three readers the soft timeout, and those who come after it nothing.
/// </summary>
public sealed class FrozenApiTests : IDisposable
{
    // Of a length for which nobody else waits.
    private static readonly TimeSpan SoftTimeout = TimeSpan.FromMilliseconds(1234);

    // A host waits for what is under way when it ends, so the test ends what hangs.
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
                ["Resilience:Pipelines:patient-api:HealthProbe:Enabled"] = "false",
                ["Resilience:Pipelines:patient-api:Retry:Enabled"] = "false",
            },
        };
        _caller = _gateway.CreateClient();
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 3)]
    public async Task Callers_AfterThreeReadersThatWaited_ReturnAtOnce(params int[] patients)
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

        var sent = _api.Received.Count;
        // Nobody moves the clock: whoever waited now would wait for ever.
        using var known = await GetAsync(Path(patients[0]));
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

    public void Dispose()
    {
        _end.Cancel();
        _caller.Dispose();
        _gateway.Dispose();
        _api.Dispose();
        _end.Dispose();
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
