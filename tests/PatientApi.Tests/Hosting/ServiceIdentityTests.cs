using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PatientApi.Contracts;
using ServiceDefaults.ServiceIdentity;
using Testing;

namespace PatientApi.Tests.Hosting;

/// <summary>How callers recognize a response of this service.</summary>
public sealed class ServiceIdentityTests(PostgresServer postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NotFound_OfAPatient_IsSignedAndHasTheTypePatientNotFound()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        using var client = await api.CreateReadyClientAsync();
        var unknown = Guid.CreateVersion7();

        foreach (var path in new[]
        {
            $"/patients/{unknown}",
            $"/patients/{unknown}/summary",
            $"/patients/{unknown}/enriched",
            $"/patients/{unknown}/recommendations"
        })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.Equal(
                (HttpStatusCode.NotFound, ProblemTypes.PatientNotFound),
                (response.StatusCode, await TypeOfAsync(response)));
            Assert.True(ServiceIdentityHeader.IsFrom(response, "patient-api", "Development"));
        }

        using var delete = await client.DeleteAsync(new Uri($"/patients/{unknown}", UriKind.Relative), Token);
        Assert.Equal(
            (HttpStatusCode.NotFound, ProblemTypes.PatientNotFound), (delete.StatusCode, await TypeOfAsync(delete)));
        var batch = await client.GetFromJsonAsync<JsonElement>($"/patients/batch?ids={unknown}", Token);
        Assert.Equal(
            ProblemTypes.PatientNotFound,
            batch.GetProperty("items")[0].GetProperty("problem").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/patients/not-a-guid")]
    [InlineData("/nowhere")]
    public async Task NotFound_OfARoute_IsSignedAndOfAnotherType(string path)
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        using var client = api.CreateClient();

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotEqual(ProblemTypes.PatientNotFound, await TypeOfAsync(response));
        Assert.True(ServiceIdentityHeader.IsFrom(response, "patient-api", "Development"));
    }

    [Fact]
    public async Task Response_OfTheReadOnlyInstance_IsSignedByAnotherName()
    {
        await using var api = new ApiFactory(postgres.NewDatabase()).ReadOnly();
        using var client = api.CreateClient();

        using var response = await client.GetAsync(new Uri("/nowhere", UriKind.Relative), Token);

        Assert.True(ServiceIdentityHeader.IsFrom(response, "patient-api-readonly", "Development"));
    }

    /// <summary>Therefore callers treat an unsigned 400 neither as a response nor as a failure of the API.</summary>
    [Fact]
    public async Task Response_OfTheServerToARequestThatItCannotParse_IsNotSigned()
    {
        await using var api = new ApiFactory(postgres.NewDatabase());
        api.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        api.StartServer();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, api.ClientOptions.BaseAddress.Port, Token);
        await using var stream = socket.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes("GET /patients HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"), Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var response = await reader.ReadToEndAsync(Token);

        Assert.StartsWith("HTTP/1.1 400", response, StringComparison.Ordinal);
        Assert.DoesNotContain(ServiceIdentityHeader.Name, response, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string?> TypeOfAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).TryGetProperty("type", out var type)
            ? type.GetString()
            : null;
}
