using System.Net;
using System.Net.Http.Json;
using PatientApi.Contracts;
using Testing;

namespace PatientApi.Tests.Tenancy;

/// <summary>The tenant comes from the service token only.</summary>
public sealed class TokenTenantTests(PostgresServer postgres)
{
    [Fact]
    public async Task Get_WithATokenOfAnotherTenant_Is404AsForAnIdThatDoesNotExist()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        using var mine = await api.CreateReadyClientAsync();
        using var others = api.CreateClient();
        others.DefaultRequestHeaders.Authorization = new(
            "Bearer", Credentials.TokenOf("tests", "other", PatientScopes.Read, PatientScopes.Write));
        var token = TestContext.Current.CancellationToken;
        using var created = await mine.PostAsJsonAsync("/patients", Samples.Patient(), token);
        var patient = await created.Content.ReadFromJsonAsync<PatientResponse>(token);

        using var own = await mine.GetAsync(new Uri($"/patients/{patient!.Id}", UriKind.Relative), token);
        using var foreign = await others.GetAsync(new Uri($"/patients/{patient.Id}", UriKind.Relative), token);
        using var absent = await others.GetAsync(new Uri($"/patients/{Guid.NewGuid()}", UriKind.Relative), token);

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, absent.StatusCode));
        Assert.Equal(
            (await ProblemAsync(absent))["type"]!.ToString(), (await ProblemAsync(foreign))["type"]!.ToString());
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> ProblemAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>(
            TestContext.Current.CancellationToken))!;
}
