<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'work']" mode="main">
    <article class="wrap work">
      <header>
        <p class="kicker">
          <xsl:for-each select="type"><a href="{@href}"><xsl:value-of select="@label"/></a></xsl:for-each>
          <xsl:if test="type and @date"> · </xsl:if><xsl:value-of select="@date"/>
        </p>
        <h1><xsl:for-each select="heading"><xsl:call-template name="words"/></xsl:for-each></h1>
        <xsl:for-each select="other-title"><p class="other-title"><xsl:call-template name="words"/></p></xsl:for-each>
        <xsl:call-template name="authors"/>
      </header>
      <div class="work-layout">
        <div class="reading">
          <xsl:apply-templates select="summary | abstract"/>
          <xsl:call-template name="files"/>
          <xsl:call-template name="citation"/>
          <xsl:call-template name="references"/>
          <xsl:call-template name="ties"/>
        </div>
        <aside aria-label="About this work">
          <xsl:if test="goal"><h2>Sustainable Development Goals</h2><xsl:call-template name="goals"/></xsl:if>
          <h2>What you may do with it</h2>
          <xsl:apply-templates select="licence"/>
          <h2>Details</h2>
          <xsl:call-template name="details"/>
        </aside>
      </div>
    </article>
  </xsl:template>

  <xsl:template match="summary">
    <section class="nutshell">
      <h2>In a nutshell<xsl:if test="count(../summary) &gt; 1 and @language"> (<xsl:value-of select="@language"/>)</xsl:if></h2>
      <p><xsl:call-template name="words"/></p>
    </section>
  </xsl:template>

  <xsl:template match="abstract">
    <section>
      <h2>Abstract<xsl:if test="count(../abstract) &gt; 1 and @language"> (<xsl:value-of select="@language"/>)</xsl:if></h2>
      <p><xsl:call-template name="words"/></p>
    </section>
  </xsl:template>

  <xsl:template name="files">
    <xsl:if test="file">
      <section>
        <h2>Read it</h2>
        <ul class="files">
          <xsl:for-each select="file">
            <li>
              <a href="{@href}" type="{@media-type}"><bdi><xsl:value-of select="@name"/></bdi></a>
              <xsl:text> </xsl:text>
              <span class="facts">
                <xsl:value-of select="@type"/>, <xsl:value-of select="@size"/>
                <xsl:if test="@pages &gt; 0">, <xsl:call-template name="number-of"><xsl:with-param name="n" select="@pages"/><xsl:with-param name="one">page</xsl:with-param><xsl:with-param name="many">pages</xsl:with-param></xsl:call-template></xsl:if>
              </span>
              <xsl:if test="@words"><p class="notice"><xsl:value-of select="@words"/></p></xsl:if>
            </li>
          </xsl:for-each>
        </ul>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="citation">
    <section>
      <h2>How to cite it</h2>
      <p class="citation"><bdi><xsl:value-of select="citation"/></bdi></p>
      <details>
        <summary>BibTeX</summary>
        <pre tabindex="0" role="region" aria-label="BibTeX"><xsl:value-of select="bibtex"/></pre>
      </details>
    </section>
  </xsl:template>

  <xsl:template name="references">
    <xsl:if test="reference">
      <section>
        <details class="references">
          <xsl:if test="count(reference) &lt;= 12"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
          <summary><h2>References (<xsl:value-of select="count(reference)"/>)</h2></summary>
          <ol>
            <xsl:for-each select="reference">
              <li>
                <span><xsl:call-template name="words"/></span>
                <xsl:if test="@href"><xsl:text> </xsl:text><a href="{@href}">DOI</a></xsl:if>
              </li>
            </xsl:for-each>
          </ol>
        </details>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="ties">
    <xsl:if test="relation">
      <section>
        <h2>Related works</h2>
        <ul class="plain">
          <xsl:for-each select="relation">
            <li>
              <span class="facts">This work <xsl:value-of select="@label"/>: </span>
              <xsl:choose>
                <xsl:when test="@href"><a href="{@href}"><xsl:call-template name="words"/></a></xsl:when>
                <xsl:otherwise><span><xsl:call-template name="words"/></span></xsl:otherwise>
              </xsl:choose>
            </li>
          </xsl:for-each>
        </ul>
      </section>
    </xsl:if>
    <xsl:for-each select="cited-by">
      <xsl:call-template name="links"><xsl:with-param name="title">In the encyclopedia</xsl:with-param></xsl:call-template>
    </xsl:for-each>
    <xsl:if test="funding">
      <section>
        <h2>Funding</h2>
        <ul class="plain">
          <xsl:for-each select="funding">
            <li><bdi><xsl:value-of select="@funder"/></bdi><xsl:if test="@award"> (<xsl:value-of select="@award"/>)</xsl:if><xsl:if test="@title">: <bdi><xsl:value-of select="@title"/></bdi></xsl:if></li>
          </xsl:for-each>
        </ul>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="licence">
    <div class="licence">
      <xsl:choose>
        <xsl:when test="@href"><p><a rel="license" href="{@href}"><xsl:value-of select="@label"/></a></p></xsl:when>
        <xsl:when test="@label"><p><xsl:value-of select="@label"/></p></xsl:when>
        <xsl:otherwise><p>No licence is declared. Read it, quote it; ask the authors for anything beyond.</p></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@text"><p><xsl:value-of select="@text"/></p></xsl:if>
      <xsl:if test="@non-commercial"><p class="limit">Not for commercial purposes.</p></xsl:if>
      <xsl:if test="@no-derivatives"><p class="limit">Only as it is: translations and shortened versions need permission.</p></xsl:if>
      <xsl:if test="@rights"><p class="facts"><bdi><xsl:value-of select="@rights"/></bdi></p></xsl:if>
    </div>
  </xsl:template>

  <xsl:template name="details">
    <dl>
      <xsl:call-template name="terms"><xsl:with-param name="label">Language</xsl:with-param><xsl:with-param name="terms" select="language"/></xsl:call-template>
      <xsl:call-template name="terms"><xsl:with-param name="label">Themes</xsl:with-param><xsl:with-param name="terms" select="theme"/></xsl:call-template>
      <xsl:call-template name="terms"><xsl:with-param name="label">Countries</xsl:with-param><xsl:with-param name="terms" select="country"/></xsl:call-template>
      <xsl:call-template name="terms"><xsl:with-param name="label">Regions</xsl:with-param><xsl:with-param name="terms" select="region"/></xsl:call-template>
      <xsl:if test="keyword">
        <dt>Keywords</dt>
        <dd><xsl:for-each select="keyword"><xsl:if test="position() &gt; 1">, </xsl:if><bdi><xsl:call-template name="words"/></bdi></xsl:for-each></dd>
      </xsl:if>
      <xsl:if test="@source"><dt>Appeared in</dt><dd><bdi><xsl:value-of select="@source"/></bdi></dd></xsl:if>
      <xsl:if test="@publisher"><dt>Publisher</dt><dd><bdi><xsl:value-of select="@publisher"/></bdi></dd></xsl:if>
      <xsl:if test="author[@role]"><dt>Contributors</dt><dd><xsl:call-template name="authors"><xsl:with-param name="people" select="author[@role]"/></xsl:call-template></dd></xsl:if>
      <xsl:for-each select="identifier">
        <dt><xsl:value-of select="translate(@type, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/></dt>
        <dd>
          <xsl:choose>
            <xsl:when test="@href"><a href="{@href}"><xsl:value-of select="."/></a></xsl:when>
            <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
          </xsl:choose>
        </dd>
      </xsl:for-each>
      <dt>On this hub since</dt><dd><xsl:value-of select="@published"/><xsl:if test="@version &gt; 1">, version <xsl:value-of select="@version"/></xsl:if></dd>
      <dt>Permanent address</dt><dd><a href="/works/{@id}"><xsl:value-of select="@url"/></a></dd>
      <dt>For programs</dt><dd><a href="{@api}">JSON</a></dd>
    </dl>
  </xsl:template>
</xsl:stylesheet>
