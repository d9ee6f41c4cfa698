using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests.Operations;

/// <summary>
/// Writes that were accepted for later are all executed, once and in the order of their patient, although the API was
/// down, a gateway and the API were killed during the delivery, and Redis was killed and restarted.
/// </summary>
[Collection(Outages.Name)]
public sealed class QueuedWritesTests(OutageSystem system)
{
    private const int Writes = 500;
    private const int Patients = 50;
    private const int Attempts = 60;

    // With 50 at once, the commands to Redis time out on two cores, and the circuit rejects most writes.
    private const int Callers = 8;

    // Few enough to query quickly, and more than one, because a single one may be delivered last.
    private const int Watched = 4;

    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(120);

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<int, Uri> _operations = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_AcceptedWhileTheApiIsDown_AreExecutedOnceAndInOrderDespiteFurtherKills()
    {
        await system.KillAsync(ResourceNames.PatientApi);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Patients),
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Token },
            async (patient, _) => await AcceptAllAsync(patient));
        Assert.Equal(Writes, _operations.Count);

        await system.BeginStartAsync(ResourceNames.PatientApi);
        await Eventually.IsTrueAsync(IsAnyOfTheFirstDoneAsync, WaitTimeout);
        await Task.WhenAll(
            system.KillAsync(OutageSystem.SecondGateway), system.KillAsync(ResourceNames.PatientApi));
        await Eventually.IsTrueAsync(IsAnyPendingAsync, WaitTimeout);
        await system.KillAsync(ResourceNames.Redis);
        await system.StartAsync(ResourceNames.Redis);
        await system.StartAsync(ResourceNames.PatientApi);
        await AllDoneAsync();

        foreach (var operation in _operations.Values)
        {
            Assert.Equal("succeeded", await StateAsync(operation));
        }

        using var api = system.Application.CreateServiceClient(ResourceNames.PatientApi);
        for (var patient = 0; patient < Patients; patient++)
        {
            await AssertHistoryAsync(api, patient);
        }

        await system.HealAsync();
    }

    // Sequentially for each patient: the next write is not sent before the previous one was accepted.
    private async Task AcceptAllAsync(int patient)
    {
        var gateway = patient % 2 == 0 ? system.Gateway : system.OtherGateway;
        for (var step = 0; step < Writes / Patients; step++)
        {
            for (var attempt = 0; ; attempt++)
            {
                using var request = RequestOf(GatewayClient.Patients, patient, step);
                request.Headers.Add("Prefer", "respond-async");
                using var response = await gateway.SendAsync(request, Token);
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    _operations[(patient * Writes) + step] = response.Headers.Location!;
                    break;
                }

                // The machine is too busy: retry with the same key.
                Assert.True(
                    response.StatusCode is HttpStatusCode.ServiceUnavailable && attempt < Attempts,
                    $"Attempt {attempt}: {response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
            }
        }
    }

    private Task AllDoneAsync()
    {
        var waiting = new Queue<Uri>(_operations.OrderBy(pair => pair.Key % Writes).Select(pair => pair.Value));
        return Eventually.IsTrueAsync(
            async () =>
            {
                while (waiting.TryPeek(out var operation) && await StateAsync(operation) is "succeeded" or "failed")
                {
                    waiting.Dequeue();
                }

                return waiting.Count == 0;
            },
            WaitTimeout);
    }

    private async Task<bool> IsAnyOfTheFirstDoneAsync()
    {
        foreach (var operation in _operations.Where(pair => pair.Key % Writes == 0).Take(Watched))
        {
            if (await StateAsync(operation.Value) is "succeeded")
            {
                return true;
            }
        }

        return false;
    }

    // One query at a time, the last writes first: 500 at once would keep two cores so busy that Redis times out.
    private async Task<bool> IsAnyPendingAsync()
    {
        foreach (var (_, operation) in _operations.OrderByDescending(pair => pair.Key % Writes))
        {
            if (await StateAsync(operation) is "queued" or "delivering")
            {
                return true;
            }
        }

        return false;
    }

    // Redis may be unavailable at the moment, and the gateway then cannot read the state.
    private async Task<string?> StateAsync(Uri operation)
    {
        using var response = await system.Gateway.GetAsync(operation, Token);
        return response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout ? null
            : (await response.EnsureSuccessStatusCode().Content
                .ReadFromJsonAsync<JsonElement>(Token)).GetProperty("state").GetString();
    }

    // Retried with its key, the API returns its stored response: that proves that the write was executed, and when.
    private async Task AssertHistoryAsync(HttpClient api, int patient)
    {
        var last = DateTimeOffset.MinValue;
        for (var step = 0; step < Writes / Patients; step++)
        {
            using var request = RequestOf(PatientRoutes.Collection, patient, step);
            using var response = await api.SendAsync(request, Token);
            var written = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<PatientResponse>(Token);
            Assert.Equal(
                (step == 0 ? HttpStatusCode.Created : HttpStatusCode.OK, "true"),
                (response.StatusCode, response.Headers.GetValues("Idempotency-Replayed").Single()));
            Assert.Equal($"step {step}", written!.FirstName);
            Assert.True(written.UpdatedAt > last, $"Step {step} was done before the one before it.");
            last = written.UpdatedAt;
        }

        var found = await api.GetFromJsonAsync<PatientPage>(
            $"{PatientRoutes.Collection}?search={ExternalId(patient)}", Token);
        Assert.Equal(($"step {(Writes / Patients) - 1}", last), (
            found!.Items.Single(item => item.ExternalId == ExternalId(patient)).FirstName,
            found.Items.Single(item => item.ExternalId == ExternalId(patient)).UpdatedAt));
    }

    private HttpRequestMessage RequestOf(string patients, int patient, int step)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"{patients}/by-external-id/{ExternalId(patient)}")
        {
            Content = JsonContent.Create(Patient(patient, step))
        };
        request.Headers.Add("Idempotency-Key", $"{_run}-{patient}-{step}");
        return request;
    }

    private string ExternalId(int patient) => $"{_run}-{patient}";

    private PatientRequest Patient(int patient, int step) => new()
    {
        ExternalId = ExternalId(patient),
        FirstName = $"step {step}",
        LastName = _run,
        BirthDate = new(1975, 12, 10)
    };
}
