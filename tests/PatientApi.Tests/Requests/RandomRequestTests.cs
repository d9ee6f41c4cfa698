using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using PatientApi.Contracts;
using ServiceDefaults.Callers;

namespace PatientApi.Tests.Requests;

/// <summary>Random requests of every route, over Kestrel: no caller can cause a server error.</summary>
public sealed class RandomRequestTests(KestrelFixture fixture) : IClassFixture<KestrelFixture>
{
    private const int Count = 600;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Response_ToAnyRequest_IsNeverAServerError(int seed)
    {
        var patients = new (Guid, string)[40];
        for (var number = 0; number < patients.Length; number++)
        {
            var (patient, _) = await Samples.CreateAsync(fixture.Client, Samples.Patient(), Token);
            patients[number] = (patient.Id, patient.ExternalId);
        }

        var page = await fixture.Client.GetFromJsonAsync<PatientPage>("/patients?limit=1", Token);
        var requests = new RandomRequest(patients, page!.NextCursor!, seed);
        var token = Credentials.TokenOf(
            "random", Caller.DefaultTenant, PatientScopes.Read, PatientScopes.Write, PatientScopes.Admin,
            PatientScopes.AuditAppend);
        List<string> faults = [];
        List<int> statuses = [];
        for (var number = 0; number < Count; number++)
        {
            using var request = requests.Create(fixture.AsWritten);
            request.Headers.Authorization = new("Bearer", token);
            using var response = await fixture.Client.SendAsync(request, Token);
            var body = await response.Content.ReadAsStringAsync(Token);
            var status = (int)response.StatusCode;
            statuses.Add(status);
            if (status >= 500)
            {
                var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(Token);
                faults.Add($"{request.Method} {request.RequestUri}: {status}, {sent}, {body}");
            }
        }

        Assert.True(faults.Count == 0, $"Seed {seed}:\n{string.Join('\n', faults.Take(20))}");
        Assert.DoesNotContain(fixture.Api.Logs.GetSnapshot(), entry => entry.Level >= LogLevel.Error);
        // Otherwise the requests are not close enough to valid ones.
        Assert.Superset(new HashSet<int> { 200, 201, 204, 400, 404, 405, 415 }, statuses.ToHashSet());
        Assert.InRange(statuses.Count(status => status < 300), Count / 10, Count);
    }
}
