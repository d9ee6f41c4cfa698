using Testing;

namespace PatientApi.Tests.Patients;

/// <summary>Every write under every precondition, as docs/patterns/preconditions.md documents it.</summary>
public sealed class PreconditionMatrixTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    public static TheoryData<string, string, int> Cells => new(
        PreconditionMatrix.Cells().Select(cell => (cell.Preconditions, cell.Column, cell.Status)));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Write_WithPreconditions_ReturnsTheDocumentedStatus(
        string preconditions, string column, int expected) =>
        Assert.Equal(expected, await PreconditionMatrix.SendAsync(
            fixture.Client, "", preconditions, column, TestContext.Current.CancellationToken));
}
