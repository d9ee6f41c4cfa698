using System.Net.Http.Json;
using System.Text.Json;

namespace PatientApi.Tests;

/// <summary>The OpenAPI document of the API.</summary>
public sealed class DocumentationTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    /// <summary>The XML comment of a public handler would replace its title.</summary>
    [Fact]
    public async Task OpenApi_OfEveryRoute_HasATitleOfAtMostFourWords()
    {
        var document = await fixture.Client.GetFromJsonAsync<JsonElement>(
            "/openapi/v1.json", TestContext.Current.CancellationToken);

        var titles = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("summary").GetString()!).ToList();
        Assert.NotEmpty(titles);
        Assert.All(titles, title => Assert.InRange(title.Split(' ').Length, 1, 4));
    }
}
