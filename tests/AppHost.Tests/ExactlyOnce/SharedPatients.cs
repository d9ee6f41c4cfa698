using System.Net;
using System.Net.Http.Json;
using AppHost.Tests.Fixtures;
using PatientApi.Contracts;

namespace AppHost.Tests.ExactlyOnce;

/// <summary>
/// Patients that all writers change, each with the version it has read: a write with an outdated version is rejected
/// and changes nothing.
/// </summary>
internal sealed class SharedPatients(HttpClient gateway, Callers callers)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly List<Guid> _ids = [];

    public async Task CreateAsync(int patients, CancellationToken cancellationToken)
    {
        for (var number = 0; number < patients; number++)
        {
            var key = $"{Keys.Prefix}shared-{number}";
            _ids.Add((await callers.WriteAsync(KeyedWrite.Create(key, key), cancellationToken)).ReadPatient().Id);
        }
    }

    public async Task ReplaceOneAsync(string key, Random dice, CancellationToken cancellationToken)
    {
        var id = _ids[dice.Next(_ids.Count)];
        var (externalId, count, etag) = await ReadAsync(id, cancellationToken);
        var response = await callers.WriteAsync(
            KeyedWrite.Replace(key, id, externalId, count + 1, etag), cancellationToken);
        if (response.Status is not (HttpStatusCode.OK or HttpStatusCode.PreconditionFailed))
        {
            Assert.Fail($"{key} was answered {response}.");
        }
    }

    // A cached response is fine: the API rejects an outdated version.
    private async Task<(string ExternalId, int Count, string ETag)> ReadAsync(
        Guid id, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            using var response = await gateway.GetAsync(
                new Uri($"{GatewayClient.Patients}/{id}?includeDetails=true", UriKind.Relative), cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK && response.Headers.ETag is { } etag)
            {
                var patient = (await response.Content.ReadFromJsonAsync<PatientResponse>(cancellationToken))!;
                return (patient.ExternalId, patient.Details!.Value.GetProperty("count").GetInt32(), etag.ToString());
            }

            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }
}
