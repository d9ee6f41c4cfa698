using System.Net;
using PatientGateway.Tests.Batch;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Upstream;

/// <summary>
/// Headers of the API's responses in any spelling; an invalid header is never a defect of the gateway.
/// </summary>
public sealed class UpstreamHeaderTests
{
    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.OK)]
    [InlineData("application/json;charset=UTF-8;x=\"a;b\"", HttpStatusCode.OK)]
    [InlineData("application/json; charset=nonsense", HttpStatusCode.BadGateway)]
    [InlineData("application/json; charset=\"\"", HttpStatusCode.BadGateway)]
    public async Task Read_OfAResponseOfAContentType_IsReadOrABadGateway(string contentType, HttpStatusCode expected)
    {
        using var api = new StubApi().On("GET /patients", HttpStatusCode.OK, Samples.Page, contentType);
        await using var gateway = new Gateway(api);

        using var response = await gateway.ReadAsync();

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("unquoted")]
    [InlineData("\\\"open")]
    [InlineData("\\\"a\\\\\\\"b\\\"")]
    [InlineData("")]
    public async Task BatchRead_OfAnItemWithAnInvalidETag_IsReadWithoutIt(string tag)
    {
        await using var gateway = new BatchGateway();
        gateway.Api.On(
            BatchGateway.Many(1),
            HttpStatusCode.OK,
            BatchGateway.Batch(1).Replace("\\\"1-s\\\"", tag, StringComparison.Ordinal));

        using var response = await gateway.GetAsync(1);

        await BatchGateway.AssertStatusesAsync(response, 200);
    }
}
