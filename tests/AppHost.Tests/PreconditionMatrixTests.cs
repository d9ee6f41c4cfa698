using AppHost.Tests.Fixtures;
using PatientApi.Contracts;
using Testing;

namespace AppHost.Tests;

/// <summary>
/// Every write under every precondition, as docs/patterns/preconditions.md documents it, through the gateway and
/// without it.
/// </summary>
public sealed class PreconditionMatrixTests(SystemFixture system)
{
    private const string Many = "import, batch";

    private static readonly string[] BatchesOfTheGateway = ["import", "batch create", "batch get"];

    [Theory]
    [InlineData(ResourceNames.PatientApi, "")]
    [InlineData(ResourceNames.PatientGateway, "/api/v1")]
    public async Task Write_WithPreconditions_ReturnsTheDocumentedStatus(string service, string prefix)
    {
        using var client = system.Application.CreateServiceClient(service);
        var wrong = new List<string>();
        foreach (var (preconditions, column, expected) in PreconditionMatrix.Cells())
        {
            foreach (var write in column is Many && prefix.Length > 0 ? BatchesOfTheGateway : [column])
            {
                var status = await PreconditionMatrix.SendAsync(
                    client, prefix, preconditions, write, TestContext.Current.CancellationToken);
                if (status != expected)
                {
                    wrong.Add($"{write} with {preconditions}: {status} instead of {expected}");
                }
            }
        }

        Assert.Empty(wrong);
    }
}
