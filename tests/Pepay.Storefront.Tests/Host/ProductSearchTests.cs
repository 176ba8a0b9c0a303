using Pepay.Storefront.Host.Catalogue;

namespace Pepay.Storefront.Tests.Host;

public sealed class ProductSearchTests
{
    [Theory]
    [InlineData("MUG", "tarn-mug")]
    [InlineData("brass can", "brook-can")]
    [InlineData("clay handle", "tarn-mug")]
    public void Search_EveryWordIsInOneProduct_FindsIt(string words, string expected) =>
        ProductCatalogue.Search(words).ShouldHaveSingleItem().Id.ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    public void Search_NoWord_FindsEverything(string? words) => ProductCatalogue.Search(words).Count.ShouldBe(12);

    [Fact]
    public void Search_AWordThatNothingHas_FindsNothing() => ProductCatalogue.Search("mug <script>").ShouldBeEmpty();

    [Fact]
    public void Pictures_EveryProduct_HasOneThatSaysWhatItShows()
    {
        foreach (var product in ProductCatalogue.All)
            ProductPictures.Of(product).Value.ShouldContain($"aria-label=\"{product.PictureText}\"");
    }
}
